namespace Graft;

/// <summary>Writes a NumPy file, and its labels beside it.</summary>
internal sealed class NpySink : IRowSink
{
    private readonly OutputFile _output;
    private readonly NpyLabels _labels;

    /// <exception cref="OutputException">One of the files cannot be written there.</exception>
    public NpySink(string path, RowTable table)
    {
        _output = new OutputFile(path, NpyHeader.IsNpy);
        try
        {
            _labels = new NpyLabels(path, table);
            var header = new NpyHeader(table.ElementType, [table.RowCount, .. table.RowShape.Select(side => (long)side)]);
            _output.Write(stream => stream.Write(header.ToBytes()));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Add(ReadOnlySpan<byte> rows)
    {
        try
        {
            _output.Stream.Write(rows);
        }
        catch (IOException e)
        {
            throw _output.Failure(e);
        }
    }

    /// <summary>The labels first, so that an array is never without them.</summary>
    public void Complete()
    {
        _labels.Complete();
        _output.Complete();
    }

    public void Dispose()
    {
        _labels?.Dispose();
        _output.Dispose();
    }
}
