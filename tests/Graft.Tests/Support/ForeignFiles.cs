using System.Text.Json;

[assembly: AssemblyFixture(typeof(Graft.Tests.Support.ForeignFiles))]

namespace Graft.Tests.Support;

/// <summary>The files that h5py writes for us to read, made once for all tests when the first of them asks.</summary>
public sealed class ForeignFiles : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lock _lock = new();
    private ForeignFile[]? _files;

    /// <summary>All of them; skips the test, or fails it, where there is no h5py.</summary>
    internal IReadOnlyList<ForeignFile> All
    {
        get
        {
            lock (_lock)
                return _files ??= Write();
        }
    }

    /// <summary>One by its name without ending.</summary>
    internal ForeignFile this[string name] => All.Single(file => file.Name == name);

    public void Dispose() => _folder.Dispose();

    private ForeignFile[] Write()
    {
        Oracle.PythonFile("h5py", "Interop/foreign_files.py", _folder.Path);
        using var manifest = File.OpenRead(_folder["manifest.json"]);
        using var cases = JsonDocument.Parse(manifest);
        return [.. cases.RootElement.EnumerateArray().Select(entry => ForeignFile.From(entry, _folder.Path))];
    }
}
