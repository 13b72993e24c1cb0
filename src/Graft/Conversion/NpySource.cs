namespace Graft;

/// <summary>Rows of a NumPy file, their labels from a CSV file.</summary>
internal sealed class NpySource : IRowSource
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _labelsPath;

    /// <param name="path">The array.</param>
    /// <param name="labelsPath">The labels; null looks for them beside the array.</param>
    /// <exception cref="ConversionException">One of the two is missing or unsound, or they do not go together.</exception>
    public NpySource(string path, string? labelsPath)
    {
        _path = path;
        _file = Open(path);
        try
        {
            var header = NpyHeader.Read(_file, path);
            _labelsPath = labelsPath ?? FindLabels(path);
            var labels = LabelColumns.Read(_labelsPath);
            if (labels.Labels.Length != header.Shape[0])
            {
                throw new ConversionException(
                    $"'{path}' has {header.Shape[0]:N0} rows, but '{_labelsPath}' has labels for {labels.Labels.Length:N0}; expected one line a row below its header.", _labelsPath);
            }

            Table = new RowTable(
                [.. header.Shape[1..].Select(side => (int)side)], header.ElementType, labels.Labels, labels.LabelNames, labels.Paths, null);
            _file.Position = header.DataOffset;
        }
        catch (Exception e)
        {
            _file.Dispose();
            if (e is IOException)
                throw Failure(e, path);
            throw;
        }
    }

    public RowTable Table { get; }

    public IReadOnlyList<string> Files => [_path, _labelsPath];

    public void Read(Span<byte> destination)
    {
        try
        {
            _file.ReadExactly(destination);
        }
        catch (IOException e)
        {
            throw Failure(e, _path);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e, path);
        }
    }

    private static string FindLabels(string path)
    {
        string[] candidates = [NpyLabels.CsvPath(path), Path.ChangeExtension(path, ".csv")];
        return candidates.FirstOrDefault(File.Exists) ?? throw new ConversionException(
            $"'{path}' has no labels: neither '{candidates[0]}' nor '{candidates[1]}' is there. " +
            "Name a CSV file with a column 'label' (class names), one line a row, with --labels.", path);
    }

    private static ConversionException Failure(Exception e, string path) =>
        new($"Cannot read NumPy file '{path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e);
}
