namespace Graft;

/// <summary>A picture of what a network will see of some photos, to look at before hours of training.</summary>
public static class AugmentationPreview
{
    /// <summary>Epochs that are shown beside each photo.</summary>
    public const int EpochCount = 7;

    private const int PhotoCount = 8;

    /// <summary>
    /// Writes a PNG file with a row for each of up to 8 photos from all over the list: first the photo as it is at prediction,
    /// then as training sees it in the epochs from 1 to <see cref="EpochCount"/>.
    /// </summary>
    /// <param name="path">Where it goes; another PNG file is replaced.</param>
    /// <param name="images">The photos.</param>
    /// <param name="preprocessing">What the network expects.</param>
    /// <param name="options">How photos are varied.</param>
    /// <param name="seed">That of the training.</param>
    /// <returns>How many photos are shown.</returns>
    /// <exception cref="ImageReadException">A photo cannot be read.</exception>
    /// <exception cref="OutputException">The file cannot be written, or a file of another kind has the name.</exception>
    public static int Write(string path, ImageSet images, Preprocessing preprocessing, AugmentationOptions options, int seed)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(options);
        AugmentationSheet.CheckWritable(path);
        var photos = EvenSpread.Of(images.Images, PhotoCount);
        AugmentationSheet.Write(path, images.Content, photos, preprocessing, options, seed, EpochCount);
        return photos.Length;
    }
}
