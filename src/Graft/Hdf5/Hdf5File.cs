using Microsoft.Win32.SafeHandles;

namespace Graft.Hdf5;

/// <summary>
/// An HDF5 file, open for reading. Nothing is believed: every address is checked against the length of the file, every
/// checksum is verified, every chain is guarded against circles.
/// </summary>
internal sealed class Hdf5File : IDisposable
{
    /// <summary>Links from file to file; more make a circle, or no sense.</summary>
    private const int MaxFileDepth = 4;

    private readonly int _depth;
    private readonly Dictionary<string, Hdf5File?> _others = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private Hdf5File(Hdf5Source source, int depth)
    {
        (Source, _depth) = (source, depth);
        var superblock = Superblock.Find(source) ?? throw Hdf5Exception.Unsupported(source.Length == 0 ? "it is empty; expected an HDF5 file" : "it is not an HDF5 file");
        Root = new Hdf5Group(this, superblock.RootAddress);
        End = superblock.End;
    }

    public Hdf5Source Source { get; }

    public Hdf5Group Root { get; }

    /// <summary>Where the file ends by its own account.</summary>
    public long End { get; }

    /// <exception cref="Hdf5Exception">It is not HDF5, or damaged.</exception>
    public static Hdf5File Open(string path) => Open(new Hdf5Source(path), 0);

    /// <summary>Reads a file that is open already, and stays so.</summary>
    public static Hdf5File Open(SafeFileHandle handle, string path) => Open(new Hdf5Source(handle, path, leavesOpen: true), 0);

    /// <summary>Opens a file that this one refers to, relative to its folder; null when it is not there.</summary>
    public Hdf5File? OpenOther(string name)
    {
        lock (_lock)
        {
            if (_others.TryGetValue(name, out var other))
                return other;
            if (_depth == MaxFileDepth)
                throw Hdf5Exception.Damaged("files refer to one another in a chain that does not end");
            var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Source.Path))!, name);
            return _others[name] = File.Exists(path) ? Open(new Hdf5Source(path), _depth + 1) : null;
        }
    }

    public void Dispose()
    {
        Source.Dispose();
        foreach (var other in _others.Values)
            other?.Dispose();
    }

    private static Hdf5File Open(Hdf5Source source, int depth)
    {
        try
        {
            return new Hdf5File(source, depth);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
