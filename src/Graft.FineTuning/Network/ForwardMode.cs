namespace Graft;

/// <summary>What is different while a network trains; the default is what it does afterwards.</summary>
/// <param name="Dropout">Whether dropout leaves out values.</param>
/// <param name="UpdatesStatistics">Whether batch normalisation takes mean and variance of the batch, and moves the running ones towards them.</param>
internal readonly record struct ForwardMode(bool Dropout = false, bool UpdatesStatistics = false);
