namespace Graft;

/// <summary>Whether the pictures of a pack are large enough for a network.</summary>
internal static class PackCheck
{
    /// <exception cref="ImageFolderException">They would have to be made larger, which brings back nothing of the photos.</exception>
    public static void Require(ImageSet images, Preprocessing preprocessing)
    {
        if (images.Content is ImagePack { Encoding: not ImageEncoding.Original } pack && (pack.Width < preprocessing.Width || pack.Height < preprocessing.Height))
        {
            throw new ImageFolderException(
                $"The pack '{pack.Path}' has pictures of {pack.Width} x {pack.Height}; the network takes {preprocessing.Width} x {preprocessing.Height}. Make the pack again with larger ones, or with --encoding original.", pack.Path);
        }
    }
}
