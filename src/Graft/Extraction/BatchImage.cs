namespace Graft;

/// <summary>An image that went through the pipeline.</summary>
/// <param name="File">The image.</param>
/// <param name="Skipped">Why it has no feature row; null when it has one.</param>
internal readonly record struct BatchImage(ImageFile File, SkippedImage? Skipped);
