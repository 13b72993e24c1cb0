using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Writes an HDF5 file of our own layout, contiguous.</summary>
internal sealed class Hdf5Sink : IRowSink
{
    private readonly RowTable _table;
    private readonly Hdf5RowWriter _writer;
    private int _nextRow;

    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public Hdf5Sink(string path, RowTable table)
    {
        _table = table;
        _writer = Hdf5RowWriter.Create(path, Options(path, table));
    }

    /// <summary>What the rows of the file are.</summary>
    public static Hdf5RowOptions Options(string path, RowTable table) => new()
    {
        RowShape = table.RowShape,
        LabelNames = table.LabelNames,
        ElementType = table.ElementType,
        DatasetName = table.RowShape.Length == 1 ? "features" : "images",
        Recipe = table.Recipe,
        ImageSource = RowPhotos.SourceFrom(path, table.ImageSource),
        ExpectedRowCount = table.RowCount,
        // A conversion that stops is begun anew: nothing is kept of it, so nothing need be safe before its end.
        CommitInterval = Timeout.InfiniteTimeSpan,
    };

    public void Add(ReadOnlySpan<byte> rows)
    {
        var rowCount = rows.Length / _table.RowSize;
        var labels = _table.Labels.AsSpan(_nextRow, rowCount);
        var paths = _table.Paths.AsSpan(_nextRow, rowCount);
        switch (_table.ElementType)
        {
            case ElementType.UInt8:
                _writer.Add(rows, labels, paths);
                break;
            case ElementType.Float16:
                _writer.Add(MemoryMarshal.Cast<byte, Half>(rows), labels, paths);
                break;
            case ElementType.Float32:
                _writer.Add(MemoryMarshal.Cast<byte, float>(rows), labels, paths);
                break;
            default:
                _writer.Add(MemoryMarshal.Cast<byte, double>(rows), labels, paths);
                break;
        }

        _nextRow += rowCount;
    }

    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
