namespace Graft;

/// <summary>An image on disk and its label.</summary>
/// <param name="Path">How it is named in results: relative to its folder or CSV file with '/' between the parts, or as given.</param>
/// <param name="FullPath">Where to open it.</param>
/// <param name="Label">Index into the set's label names; <see cref="NoLabel"/> where labels are not known.</param>
public readonly record struct ImageFile(string Path, string FullPath, int Label)
{
    /// <summary>The label of an image whose class is not known.</summary>
    public const int NoLabel = -1;
}
