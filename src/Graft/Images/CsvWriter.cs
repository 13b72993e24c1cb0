using nietras.SeparatedValues;

namespace Graft;

/// <summary>Writes lines of path, class name and numbers: RFC 4180, UTF-8, each number the shortest that reads back the same.</summary>
internal sealed class CsvWriter : IDisposable
{
    private readonly SepWriter _writer;

    /// <summary>Begins with the header; the stream stays open.</summary>
    public CsvWriter(Stream stream, IReadOnlyList<string> valueNames)
    {
        _writer = Sep.New(',').Writer(options => options with { Escape = true }).To(stream, leaveOpen: true);
        _writer.Header.Add(["path", "label", .. valueNames]);
    }

    public void Add<T>(string path, string label, ReadOnlySpan<T> values)
        where T : ISpanFormattable
    {
        using var row = _writer.NewRow();
        row[0].Set(path);
        row[1].Set(label);
        for (var i = 0; i < values.Length; i++)
            row[i + 2].Format(values[i]);
    }

    public void Dispose() => _writer.Dispose();
}
