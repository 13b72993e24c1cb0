using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Rows of an HDF5 feature file, ours or another's.</summary>
internal sealed class FeatureFileSource : IRowSource
{
    private readonly FeatureFile _file;
    private readonly bool _isStoredAsWanted;
    private int _nextRow;

    /// <param name="path">The file.</param>
    /// <param name="layer">Which layer of several; null for the main one.</param>
    /// <exception cref="FeatureFileException">It cannot be read, or has no such layer.</exception>
    public FeatureFileSource(string path, string? layer)
    {
        _file = layer is null ? FeatureFile.Open(path) : FeatureFile.Open(path, layer);
        // Any other type, such as an int64 of someone else's file, is read as float32.
        _isStoredAsWanted = Enum.TryParse<ElementType>(_file.StoredType, ignoreCase: true, out var type);
        // Nor need such a file know its images.
        var paths = _file.Paths.IsDefaultOrEmpty ? [.. Enumerable.Repeat("", _file.RowCount)] : _file.Paths;
        Table = new RowTable(
            _file.RowShape, _isStoredAsWanted ? type : ElementType.Float32, _file.Labels, _file.LabelNames, paths, _file.Recipe)
        {
            ImageSource = _file.ImageSource,
        };
    }

    public RowTable Table { get; }

    public IReadOnlyList<string> Files => [_file.Path];

    public void Read(Span<byte> destination)
    {
        var rowCount = destination.Length / Table.RowSize;
        if (_isStoredAsWanted)
            _file.ReadStoredRows(_nextRow, rowCount, destination);
        else
            _file.ReadRows(_nextRow, rowCount, MemoryMarshal.Cast<byte, float>(destination));
        _nextRow += rowCount;
    }

    public void Dispose() => _file.Dispose();
}
