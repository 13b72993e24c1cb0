namespace Graft;

/// <summary>Lists folders and images in ordinal order, hidden ones left out, symbolic links followed once.</summary>
internal static class DirectoryWalk
{
    /// <summary>Links that lead on to links are followed this far, as Linux does.</summary>
    private const int LinkLimit = 40;

    /// <summary>Names of the visible folders directly in <paramref name="folder"/>, real ones before links to folders.</summary>
    /// <exception cref="ImageFolderException">The folder is missing or not readable.</exception>
    public static List<string> Folders(string folder) =>
        [.. Entries(folder).OfType<DirectoryInfo>().Select(entry => entry.Name)];

    /// <summary>Images at any depth, as paths relative to <paramref name="folder"/> with '/' between the parts.</summary>
    /// <param name="folder">Where to begin.</param>
    /// <param name="seen">
    /// Real paths of the folders that were listed already; one reached again is behind a link, and its photos are taken once.
    /// </param>
    /// <exception cref="ImageFolderException">A folder is missing or not readable.</exception>
    public static List<string> Images(string folder, HashSet<string>? seen = null)
    {
        var images = new List<string>();
        seen ??= NewSeen();
        Walk(folder, "");
        images.Sort(StringComparer.Ordinal);
        return images;

        void Walk(string current, string prefix)
        {
            if (!seen.Add(RealPath(current)))
                return;
            foreach (var entry in Entries(current))
            {
                if (entry is DirectoryInfo)
                    Walk(entry.FullName, $"{prefix}{entry.Name}/");
                else if (ImageSignature.IsImage(entry.FullName))
                    images.Add(prefix + entry.Name);
            }
        }
    }

    public static HashSet<string> NewSeen() => new(StringComparer.Ordinal);

    private static IEnumerable<FileSystemInfo> Entries(string folder)
    {
        try
        {
            var options = new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
            // Links last: a real folder keeps its own name when a link leads to it too.
            return new DirectoryInfo(folder).GetFileSystemInfos("*", options)
                .OrderBy(entry => entry.LinkTarget is not null)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFolderException(
                e is UnauthorizedAccessException
                    ? $"Folder '{folder}' cannot be listed: access is denied."
                    : $"Folder '{folder}' cannot be listed: {e.Message.TrimEnd('.')}.",
                folder,
                e);
        }
    }

    /// <summary>The path with every symbolic link in it resolved; as far as it goes where a link is broken or circular.</summary>
    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; links < LinkLimit; links++)
        {
            if (FirstLink(full) is not var (link, target))
                return full;
            full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link)!, target)) + full[link.Length..];
        }

        return full;
    }

    private static (string Link, string Target)? FirstLink(string full)
    {
        for (var end = Path.GetPathRoot(full)!.Length; end < full.Length; end++)
        {
            var next = full.IndexOf(Path.DirectorySeparatorChar, end);
            end = next < 0 ? full.Length : next;
            if (new DirectoryInfo(full[..end]).LinkTarget is { } target)
                return (full[..end], target);
        }

        return null;
    }
}
