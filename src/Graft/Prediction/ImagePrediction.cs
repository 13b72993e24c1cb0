using System.Collections.Immutable;

namespace Graft;

/// <summary>What a classifier says of one image.</summary>
/// <param name="Path">The image, as its set names it.</param>
/// <param name="Classes">The most probable classes, best first; empty when the image could not be read.</param>
/// <param name="Skipped">Why the image could not be read; null when it could.</param>
public sealed record ImagePrediction(string Path, ImmutableArray<ClassProbability> Classes, SkippedImage? Skipped);
