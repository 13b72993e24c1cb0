namespace Graft.Tests.Support;

/// <summary>A folder of a test's own, removed with it.</summary>
/// <param name="onDisk">
/// Whether it lies on a disk, as gigabytes and what is about disks must; else it lies in memory where there is room, so that
/// flushing takes no time.
/// </param>
internal sealed class TempFolder(bool onDisk = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>All tests together need less; in a container there may be next to nothing.</summary>
    private const long Room = 4L << 30;

    private static readonly bool HasRoom = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room;

    public string Path { get; } = onDisk || !HasRoom
        ? Directory.CreateTempSubdirectory("graft-test-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"graft-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>A path in the folder; folders on the way are made.</summary>
    public string this[string relative]
    {
        get
        {
            var path = System.IO.Path.Combine(Path, relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return path;
        }
    }

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string relative, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(this[relative], content);
        return this[relative];
    }

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string relative, string content) => Write(relative, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Takes in all that is in another.</summary>
    public void CopyFrom(TempFolder other)
    {
        foreach (var file in Directory.GetFiles(other.Path, "*", SearchOption.AllDirectories))
            File.Copy(file, this[System.IO.Path.GetRelativePath(other.Path, file)]);
    }

    /// <summary>Names of everything in the folder, sorted.</summary>
    public string[] Names() => [.. Directory.GetFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
