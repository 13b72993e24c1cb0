namespace Graft;

/// <summary>An image that could not be read and therefore has no row.</summary>
/// <param name="Path">The image, as its set names it.</param>
/// <param name="Reason">What is wrong with it: half a sentence, without a full stop.</param>
public sealed record SkippedImage(string Path, string Reason);
