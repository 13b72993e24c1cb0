using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// What an array cannot hold: NAME.labels.npy with an int32 a row, and NAME.labels.csv with the columns <c>path</c> and
/// <c>label</c>, a class name. Not NAME.csv, which is what a list of photos is often called.
/// </summary>
internal sealed class NpyLabels : IDisposable
{
    private readonly RowTable _table;
    private readonly OutputFile _array;
    private readonly OutputFile _text;

    /// <exception cref="OutputException">One of the files cannot be written there.</exception>
    public NpyLabels(string matrixPath, RowTable table)
    {
        _table = table;
        _array = new OutputFile(ArrayPath(matrixPath), NpyHeader.IsNpy);
        try
        {
            _text = new OutputFile(CsvPath(matrixPath), start => start.StartsWith("path,label\n"u8));
        }
        catch
        {
            _array.Dispose();
            throw;
        }
    }

    public static string ArrayPath(string matrixPath) => Path.ChangeExtension(matrixPath, ".labels.npy");

    public static string CsvPath(string matrixPath) => Path.ChangeExtension(matrixPath, ".labels.csv");

    public void Complete()
    {
        _array.Write(stream =>
        {
            stream.Write(NpyHeader.OfInt32(_table.RowCount));
            stream.Write(MemoryMarshal.AsBytes(_table.Labels.AsSpan()));
        });
        _text.Write(stream =>
        {
            using var writer = new CsvWriter(stream, []);
            for (var row = 0; row < _table.RowCount; row++)
                writer.Add<float>(_table.Paths[row], _table.LabelNames[_table.Labels[row]], []);
        });
        _array.Complete();
        _text.Complete();
    }

    public void Dispose()
    {
        _array.Dispose();
        _text.Dispose();
    }
}
