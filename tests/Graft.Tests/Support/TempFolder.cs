namespace Graft.Tests.Support;

/// <summary>A folder of a test's own, removed with it.</summary>
/// <param name="inMemory">Whether it lies in memory, where there is such a place, so that flushing to the disk takes no time.</param>
internal sealed class TempFolder(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"graft-test-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("graft-test-").FullName;

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

    /// <summary>Names of everything in the folder, sorted.</summary>
    public string[] Names() => [.. Directory.GetFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
