using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A folder of labelled images: each sub-folder is a class and bears its name, photos lie in it at any depth. Classes and
/// files come in ordinal order. Hidden files and folders, and files that are not images, are passed over.
/// </summary>
public static class ImageFolder
{
    /// <summary>Lists the images below <paramref name="folder"/>.</summary>
    /// <exception cref="ImageFolderException">The folder is missing, not readable, or has no class folder with an image.</exception>
    public static ImageSet Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var images = ImmutableArray.CreateBuilder<ImageFile>();
        var labelNames = ImmutableArray.CreateBuilder<string>();
        var emptyFolders = ImmutableArray.CreateBuilder<string>();
        // Listed with real folders first, so that photos which a link leads to as well belong to the real one.
        var seen = DirectoryWalk.NewSeen();
        var listed = DirectoryWalk.Folders(folder).Select(name => (Name: name, Found: DirectoryWalk.Images(Path.Combine(folder, name), seen))).ToList();
        foreach (var (name, found) in listed.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            if (found.Count == 0)
            {
                emptyFolders.Add(name);
                continue;
            }

            images.AddRange(found.Select(relative => new ImageFile(
                $"{name}/{relative}", Path.GetFullPath(Path.Combine(folder, name, relative)), labelNames.Count)));
            labelNames.Add(name);
        }

        if (images.Count == 0)
        {
            var loose = DirectoryWalk.Images(folder).Count;
            throw new ImageFolderException(
                $"Folder '{folder}' has no class folder with a photo in it" +
                (loose > 0 ? $" ({loose:N0} lie loose in it)" : "") +
                "; expected one sub-folder a class, such as 'cats' and 'dogs', each with its photos.",
                folder);
        }

        return new ImageSet(images.ToImmutable(), labelNames.ToImmutable(), emptyFolders.ToImmutable()) { Source = Path.GetFullPath(folder) };
    }
}
