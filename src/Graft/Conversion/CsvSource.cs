using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// Rows of a CSV file: the column <c>label</c>, perhaps <c>path</c>, and every other column a number. It is read twice,
/// since the class names must be known before the first row.
/// </summary>
internal sealed class CsvSource : IRowSource
{
    private readonly string _path;
    private readonly CsvTable _lines;

    /// <param name="path">The file.</param>
    /// <param name="type">Float32 or float64: how exactly numbers are read.</param>
    /// <exception cref="ConversionException">It cannot be read, has no numbers, or a bad label.</exception>
    public CsvSource(string path, ElementType type)
    {
        _path = path;
        var labels = LabelColumns.Read(path);
        _lines = new CsvTable(path);
        if (_lines.ValueColumns.IsEmpty)
        {
            _lines.Dispose();
            throw new ConversionException($"'{path}' has no columns of numbers; every column but 'path' and 'label' is one.", path);
        }

        Table = new RowTable([_lines.ValueColumns.Length], type, labels.Labels, labels.LabelNames, labels.Paths, null);
    }

    public RowTable Table { get; }

    public IReadOnlyList<string> Files => [_path];

    public void Read(Span<byte> destination)
    {
        if (Table.ElementType == ElementType.Float64)
            Read(MemoryMarshal.Cast<byte, double>(destination));
        else
            Read(MemoryMarshal.Cast<byte, float>(destination));
    }

    public void Dispose() => _lines.Dispose();

    private void Read<T>(Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
    {
        while (!destination.IsEmpty)
        {
            if (!_lines.Next())
                throw new ConversionException($"'{_path}' was changed while it was read: it has fewer lines now.", _path);
            for (var i = 0; i < _lines.ValueColumns.Length; i++)
                destination[i] = Number<T>(_lines.ValueColumns[i]);
            destination = destination[_lines.ValueColumns.Length..];
        }
    }

    private T Number<T>(int column)
        where T : struct, IFloatingPointIeee754<T>
    {
        var text = _lines[column];
        if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            value = Infinity<T>(text.Trim()) ?? throw _lines.Bad(column, $"'{Shown(text)}' is not a number");
        if (T.IsInfinity(value) && text.ContainsAnyInRange('0', '9'))
            throw _lines.Bad(column, $"'{Shown(text)}' is too large for {(typeof(T) == typeof(float) ? "float32; read it with --dtype float64" : "float64")}");
        return value;
    }

    /// <summary>Infinity as Python and C write it.</summary>
    private static T? Infinity<T>(ReadOnlySpan<char> text)
        where T : struct, IFloatingPointIeee754<T>
    {
        var isNegative = text.StartsWith("-");
        var name = text.TrimStart("+-");
        return name.Equals("inf", StringComparison.OrdinalIgnoreCase) ? isNegative ? T.NegativeInfinity : T.PositiveInfinity : null;
    }

    private static string Shown(ReadOnlySpan<char> text) =>
        string.Concat(text[..Math.Min(text.Length, 40)], text.Length > 40 ? "…" : "").ReplaceLineEndings(" ");
}
