using System.Collections.Immutable;

namespace Graft;

/// <summary>An image that is like a photo.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Path">Its path.</param>
/// <param name="Class">Its class.</param>
/// <param name="Distance">How far its features are from the photo's, 0 or more; cosine distance is 1 - cosine.</param>
public sealed record SimilarImage(int Row, string Path, string Class, double Distance);

/// <summary>The images that are most like a photo.</summary>
/// <param name="Path">The photo, as its set names it.</param>
/// <param name="Similar">The most similar first; empty when the photo could not be read.</param>
/// <param name="Skipped">Why the photo could not be read; null when it could.</param>
public sealed record SimilarImageResult(string Path, ImmutableArray<SimilarImage> Similar, SkippedImage? Skipped);
