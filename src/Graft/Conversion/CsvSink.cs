using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Writes a CSV file with the columns path, label, f0, f1 and so on.</summary>
internal sealed class CsvSink : IRowSink
{
    private readonly OutputFile _output;
    private readonly RowTable _table;
    private readonly CsvWriter _writer;
    private int _nextRow;

    /// <param name="path">Where it will be; only a file with such columns is replaced.</param>
    /// <param name="table">Of float32 or float64.</param>
    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public CsvSink(string path, RowTable table)
    {
        _table = table;
        _output = new OutputFile(path, start => start.StartsWith("path,label,f0"u8));
        _writer = new CsvWriter(_output.Stream, [.. Enumerable.Range(0, table.ValueCount).Select(index => $"f{index}")]);
    }

    public void Add(ReadOnlySpan<byte> rows)
    {
        try
        {
            if (_table.ElementType == ElementType.Float64)
                Add(MemoryMarshal.Cast<byte, double>(rows));
            else
                Add(MemoryMarshal.Cast<byte, float>(rows));
        }
        catch (IOException e)
        {
            throw _output.Failure(e);
        }
    }

    public void Complete()
    {
        _output.Write(_ => _writer.Dispose());
        _output.Complete();
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What it still held is thrown away with the file.
        }

        _output.Dispose();
    }

    private void Add<T>(ReadOnlySpan<T> rows)
        where T : ISpanFormattable
    {
        for (; !rows.IsEmpty; rows = rows[_table.ValueCount..], _nextRow++)
            _writer.Add(_table.Paths[_nextRow], _table.LabelNames[_table.Labels[_nextRow]], rows[.._table.ValueCount]);
    }
}
