using System.Collections.Immutable;
using nietras.SeparatedValues;

namespace Graft;

/// <summary>A CSV file (RFC 4180, UTF-8) with a header, read line by line: a column <c>label</c>, perhaps <c>path</c>, and others.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly string _path;
    private readonly SepReader _reader;
    private readonly ImmutableArray<string> _names;
    private readonly int _labelColumn;
    private readonly int _pathColumn;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="ConversionException">It cannot be read, or has no column <c>label</c>.</exception>
    public CsvTable(string path)
    {
        _path = path;
        try
        {
            // Its own checks of header and width quote whole lines, which here may hold thousands of columns.
            _reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).FromFile(path);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Failure(e);
        }

        try
        {
            _names = MoveNext() ? [.. Enumerable.Range(0, _reader.Current.ColCount).Select(column => _reader.Current[column].ToString())] : [];
            _labelColumn = Column("label") ?? throw new ConversionException(
                $"'{path}' has no column 'label'; its first line must be a header with a column 'label' (class names) and, if you like, 'path'.", path);
            _pathColumn = Column("path") ?? -1;
            ValueColumns = [.. Enumerable.Range(0, _names.Length).Where(column => column != _labelColumn && column != _pathColumn)];
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>All columns but path and label, in order.</summary>
    public ImmutableArray<int> ValueColumns { get; }

    /// <summary>Class name of the line.</summary>
    public ReadOnlySpan<char> Label => Cell(_labelColumn) is { IsEmpty: false } label ? label : throw Bad("the label is empty");

    /// <summary>Image path of the line; empty when there is none.</summary>
    public ReadOnlySpan<char> Path => _pathColumn < 0 ? [] : Cell(_pathColumn);

    /// <summary>Any cell of the line.</summary>
    public ReadOnlySpan<char> this[int column] => _reader.Current[column].Span;

    /// <summary>Goes to the next line; false at the end.</summary>
    /// <exception cref="ConversionException">The line has another number of columns than the header.</exception>
    public bool Next()
    {
        if (!MoveNext())
            return false;
        var width = _reader.Current.ColCount;
        return width == _names.Length ? true : throw Bad($"{width:N0} {(width == 1 ? "column" : "columns")}, but the header has {_names.Length:N0}");
    }

    /// <summary>What to throw about a cell of the line.</summary>
    public ConversionException Bad(int column, string reason) => Bad($"column '{_names[column]}': {reason}");

    public void Dispose() => _reader.Dispose();

    private bool MoveNext()
    {
        try
        {
            return _reader.MoveNext();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Failure(e);
        }
    }

    private int? Column(string name)
    {
        var (first, last) = (_names.IndexOf(name), _names.LastIndexOf(name));
        if (first != last)
            throw new ConversionException($"'{_path}' has the column '{name}' twice. Remove one of the two.", _path);
        return first < 0 ? null : first;
    }

    private ReadOnlySpan<char> Cell(int column)
    {
        var cell = this[column];
        // What the decoder puts for bytes that are no UTF-8, such as those of a spreadsheet's own encoding.
        return cell.Contains('\uFFFD') ? throw Bad(column, "the text is not UTF-8; save the file as UTF-8") : cell;
    }

    private ConversionException Bad(string reason) => new($"'{_path}', line {_reader.Current.LineNumberFrom}: {reason}.", _path);

    private static bool IsUnreadable(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException;

    private ConversionException Failure(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new($"There is no file '{_path}'.", _path, e),
        NotSupportedException => new($"Cannot read '{_path}': a line is too long, or a quotation mark has no end.", _path, e),
        _ => new($"Cannot read '{_path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", _path, e),
    };
}
