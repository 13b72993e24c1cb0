namespace Graft;

/// <summary>Looks for room on a disk before long work.</summary>
internal static class DiskRoom
{
    /// <summary>Free bytes on the disk of a file, which need not be there yet.</summary>
    /// <exception cref="IOException">The file system does not say.</exception>
    public static long Free(string path) => new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(OutputFile.TargetOf(path)))!).AvailableFreeSpace;

    /// <param name="path">The file that will be written.</param>
    /// <param name="needed">Bytes that are still to be written.</param>
    /// <exception cref="OutputException">The disk has no room for them.</exception>
    public static void Require(string path, long needed)
    {
        try
        {
            var free = Free(path);
            if (needed > free)
            {
                throw new OutputException(
                    $"Cannot write '{path}': {needed / 1e9:N1} GB are still to be written, and the disk has room for {free / 1e9:N1} GB. Free some room, or write elsewhere.", path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not every file system says.
        }
    }
}
