namespace Graft;

/// <summary>Consecutive images in their order, and the feature rows of those that could be read.</summary>
/// <param name="Images">All of them.</param>
/// <param name="Features">One row for each image that was not skipped, row-major.</param>
internal sealed record FeatureBatch(BatchImage[] Images, float[] Features)
{
    /// <summary>Images that were not skipped.</summary>
    public int RowCount { get; } = Images.Count(image => image.Skipped is null);
}
