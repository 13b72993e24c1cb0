namespace Graft;

/// <summary>What a row is made of.</summary>
/// <param name="Path">The image.</param>
/// <param name="LabelName">Its class.</param>
internal readonly record struct RowInput(string Path, string LabelName);
