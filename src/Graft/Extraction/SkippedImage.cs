using System.Collections.Immutable;

namespace Graft;

/// <summary>An image that could not be read and therefore has no row.</summary>
/// <param name="Path">The image, as its set names it.</param>
/// <param name="Reason">What is wrong with it: half a sentence, without a full stop.</param>
public sealed record SkippedImage(string Path, string Reason)
{
    /// <summary>The images that have no row, in order, where a file no longer says why.</summary>
    /// <param name="images">All images.</param>
    /// <param name="paths">Those that have a row.</param>
    /// <param name="reason">What is known of the others.</param>
    internal static ImmutableArray<SkippedImage> Without(ImmutableArray<ImageFile> images, IEnumerable<string> paths, string reason) =>
        [.. images.Select(image => image.Path).Except(paths, StringComparer.Ordinal).Select(path => new SkippedImage(path, reason))];
}
