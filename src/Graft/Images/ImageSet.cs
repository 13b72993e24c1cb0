using System.Collections.Immutable;

namespace Graft;

/// <summary>A list of images in a fixed order, with labels or without.</summary>
public sealed class ImageSet
{
    internal ImageSet(
        ImmutableArray<ImageFile> images, ImmutableArray<string> labelNames, ImmutableArray<string> emptyFolders, IImageContent? content = null) =>
        (Images, LabelNames, EmptyFolders, Content) = (images, labelNames, emptyFolders, content ?? FileContent.Instance);

    /// <summary>The images, in the order in which their rows are written.</summary>
    public ImmutableArray<ImageFile> Images { get; }

    /// <summary>Class names in label order; empty when labels are not known.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Class folders that hold no image and were therefore passed over.</summary>
    public ImmutableArray<string> EmptyFolders { get; }

    /// <summary>Full path of the folder, CSV file or pack that lists them; null where the images were named one by one.</summary>
    internal string? Source { get; init; }

    /// <summary>Where the pixels come from.</summary>
    internal IImageContent Content { get; }

    /// <summary>Which shard of a list these are; null when they are the whole list.</summary>
    public Shard? Shard => Part?.Shard;

    /// <summary>Of which list these are a shard; null when they are the whole list.</summary>
    internal ListPart? Part { get; init; }

    /// <summary>The images of one shard, in the order of the list, with the labels of the whole list. There may be none.</summary>
    /// <param name="shard">Which one.</param>
    /// <exception cref="InvalidOperationException">The images are a shard already.</exception>
    public ImageSet Take(Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        if (Part is not null)
            throw new InvalidOperationException($"The images are shard {Part.Shard} of a list already.");
        var images = ImmutableArray.CreateBuilder<ImageFile>();
        var positions = ImmutableArray.CreateBuilder<int>();
        for (var position = 0; position < Images.Length; position++)
        {
            if (!shard.Holds(Images[position].Path, position, Images.Length))
                continue;
            images.Add(Images[position]);
            positions.Add(position);
        }

        using var hash = new ImageListHash();
        foreach (var image in Images)
            hash.Add(image.Path, image.Label < 0 ? "" : LabelNames[image.Label]);
        return new ImageSet(images.ToImmutable(), LabelNames, EmptyFolders, Content)
        {
            Source = Source,
            Part = new ListPart(shard, Images.Length, hash.Finish(), positions.ToImmutable()),
        };
    }

    /// <summary>
    /// Opens labelled images: a folder with one sub-folder a class (<see cref="ImageFolder"/>), or a CSV file of paths
    /// and labels (<see cref="LabelCsv"/>).
    /// </summary>
    /// <exception cref="ImageFolderException">There is nothing at <paramref name="path"/>, or no labelled image in it.</exception>
    public static ImageSet Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return ImageFolder.Open(path);
        if (!File.Exists(path))
            throw new ImageFolderException($"There is no folder or file '{path}'.", path);
        if (IsCsv(path))
            return LabelCsv.Open(path);
        throw new ImageFolderException(
            $"'{path}' is a file; expected a folder with one sub-folder of photos a class, or a .csv file of paths and labels.", path);
    }

    internal static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>Lists images without labels: each path is an image, or a folder of images at any depth.</summary>
    /// <exception cref="ImageFolderException">A path leads nowhere, or no image was found at all.</exception>
    public static ImageSet OpenUnlabeled(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var images = ImmutableArray.CreateBuilder<ImageFile>();
        var names = new List<string>();
        foreach (var path in paths)
        {
            names.Add(path);
            if (File.Exists(path))
                images.Add(new ImageFile(path, Path.GetFullPath(path), ImageFile.NoLabel));
            else if (Directory.Exists(path))
                images.AddRange(DirectoryWalk.Images(path).Select(relative => new ImageFile(
                    path.TrimEnd('/', Path.DirectorySeparatorChar) + '/' + relative, Path.Combine(path, relative), ImageFile.NoLabel)));
            else
                throw new ImageFolderException($"There is no image or folder '{path}'.", path);
        }

        if (images.Count == 0)
            throw new ImageFolderException($"No image was found in '{string.Join("', '", names)}'.", names.FirstOrDefault());
        return new ImageSet(images.ToImmutable(), [], []);
    }
}
