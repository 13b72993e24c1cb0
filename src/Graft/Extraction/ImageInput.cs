namespace Graft;

/// <summary>Opens images in whatever form they are given: a folder, a list, or a pack.</summary>
public static class ImageInput
{
    /// <summary>
    /// Opens labelled images: a folder with one sub-folder a class, a CSV file of paths and labels, or an image pack,
    /// which then stays open as long as the images are in use.
    /// </summary>
    /// <exception cref="ImageFolderException">There is nothing at <paramref name="path"/>, or no labelled image in it.</exception>
    /// <exception cref="FeatureFileException">It is an HDF5 file that is no pack of images, or is damaged.</exception>
    public static ImageSet Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!FeatureFile.IsFeatureFile(path) || !File.Exists(path))
            return ImageSet.Open(path);
        var images = ImagePack.Open(path).Images;
        return images.Images.IsEmpty ? throw new ImageFolderException($"'{path}' holds no images.", path) : images;
    }

    /// <summary>Opens one shard of labelled images; of a CSV file only its own lines are kept.</summary>
    /// <exception cref="ImageFolderException">There is nothing at <paramref name="path"/>, or no labelled image in it.</exception>
    /// <exception cref="FeatureFileException">It is an HDF5 file that is no pack of images, or is damaged.</exception>
    public static ImageSet Open(string path, Shard shard)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ImageSet.IsCsv(path) ? LabelCsv.Open(path, shard) : Open(path).Take(shard);
    }

    /// <summary>Opens images with labels if they have any: as <see cref="Open(string)"/>, else as <see cref="OpenUnlabeled"/>.</summary>
    /// <exception cref="ImageFolderException">There is nothing at <paramref name="path"/>, or no image in it.</exception>
    /// <exception cref="FeatureFileException">It is an HDF5 file that is no pack of images, or is damaged.</exception>
    public static ImageSet OpenAny(string path)
    {
        try
        {
            return Open(path);
        }
        catch (ImageFolderException) when (File.Exists(path) ? !ImageSet.IsCsv(path) : Directory.Exists(path))
        {
            return OpenUnlabeled([path]);
        }
    }

    /// <summary>Opens images without regard to labels: photos, folders of photos at any depth, or one image pack.</summary>
    /// <exception cref="ImageFolderException">A path leads nowhere, or no image was found at all.</exception>
    /// <exception cref="FeatureFileException">It is an HDF5 file that is no pack of images, or is damaged.</exception>
    public static ImageSet OpenUnlabeled(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths is [var path] && FeatureFile.IsFeatureFile(path) && File.Exists(path) ? Open(path) : ImageSet.OpenUnlabeled(paths);
    }
}
