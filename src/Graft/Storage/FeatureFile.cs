using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// An HDF5 file of rows with labels, open for reading: features, or images as rows of pixels; one that Graft wrote, or
/// one of another tool with the datasets <c>features</c> or <c>images</c>, <c>labels</c> and <c>label_names</c>, in any
/// layout, byte order and number type. Rows are read on demand, by many threads at once if need be, and given as
/// float32; labels, names and paths are in memory.
/// </summary>
public sealed partial class FeatureFile : IFeatureRows, IDisposable
{
    private readonly Hdf5File _file;
    private readonly Hdf5Dataset _dataset;
    private readonly RowReader _rows;
    private readonly FeatureFileRoot _root;
    private readonly FeatureLayer _layer;
    private readonly ImmutableArray<FeatureLayer> _layers;

    private FeatureFile(Hdf5File file, string path, Func<ImmutableArray<FeatureLayer>, FeatureLayer> choose)
    {
        (_file, Path) = (file, path);
        _root = new FeatureFileRoot(file.Root, path);
        _root.CheckVersion();
        Recipe = _root.Recipe();
        _layers = _root.Layers(Recipe);
        _layer = choose(_layers);
        _dataset = _layer.Dataset;
        _rows = new RowReader(_dataset);
        if (Recipe is not null)
            Recipe = Recipe with { Backbone = Recipe.Backbone with { Layer = _layer.Name } };
        LabelNames = _root.LabelNames();
        Labels = _root.Labels(RowCount, LabelNames.Length);
        Paths = _root.Paths(RowCount);
        ToolVersion = _root.OptionalText(FeatureFileNames.ToolVersion);
        Created = _root.OptionalText(FeatureFileNames.Created);
        (Shard, ListCount) = _root.Part(RowCount) is { } part ? (part.Shard, part.Count) : (null, RowCount);
        ImageSource = RowPhotos.SourceOf(path, _root.OptionalText(FeatureFileNames.ImageSource));
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>Number of rows, N.</summary>
    public int RowCount => _rows.RowCount;

    /// <summary>Values per row, D.</summary>
    public int FeatureCount => _rows.FeatureCount;

    /// <summary>Shape of one row: [D] for features, [height, width, 3] for pixels.</summary>
    public ImmutableArray<int> RowShape => _layer.RowShape;

    /// <summary>How values are stored, such as <c>float32</c>, <c>uint8</c> or <c>big-endian float64</c>.</summary>
    public string StoredType => _dataset.Type.ToString();

    /// <summary>How the rows lie in the file, such as <c>contiguous</c> or <c>chunks of [32, 512], gzip</c>.</summary>
    public string Layout => _dataset.Layout;

    /// <summary>Index into <see cref="LabelNames"/> of each row.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Image path of each row; <c>#0</c>, <c>#1</c> and so on in files of other tools that have none.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>What made the features; null in files of pixels, and of other tools.</summary>
    public FeatureRecipe? Recipe { get; }

    /// <summary>Version of Graft that wrote the file; empty for another tool's.</summary>
    public string ToolVersion { get; }

    /// <summary>When it was written, ISO 8601 in UTC; empty for another tool's.</summary>
    public string Created { get; }

    /// <summary>Where the photos were when the file was made: full path of a folder, CSV file or pack. Null where it does not say.</summary>
    public string? ImageSource { get; }

    /// <summary>Which shard of a list of images the rows are of; null in a file that is no shard.</summary>
    public Shard? Shard { get; }

    /// <summary>Images in the list that the file is a shard of; in other files the number of rows.</summary>
    public int ListCount { get; }

    /// <summary>Opens the file and checks all of it but the rows themselves.</summary>
    /// <exception cref="FeatureFileException">It is missing, cut off, not HDF5, or does not hold what a file of rows must.</exception>
    public static FeatureFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Hdf5Opening.Open(path, file => new FeatureFile(file, path, layers => layers[^1]));
    }

    /// <summary>
    /// Whether there is a file at <paramref name="path"/> that is HDF5, or meant to be by its ending <c>.h5</c> or
    /// <c>.hdf5</c>. Only <see cref="Open(string)"/> tells whether it is sound.
    /// </summary>
    public static bool IsFeatureFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return false;
        if (System.IO.Path.GetExtension(path).ToLowerInvariant() is ".h5" or ".hdf5")
            return true;
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> start = stackalloc byte[8];
            return Superblock.IsHdf5(start[..RandomAccess.Read(file, start, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Reads a whole file of features into memory.</summary>
    /// <exception cref="FeatureFileException">It cannot be read.</exception>
    public static FeatureSet Read(string path)
    {
        using var file = Open(path);
        return file.ReadRows(0, file.RowCount);
    }

    /// <summary>Reads rows that follow one another, with all that belongs to them.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the file.</exception>
    /// <exception cref="FeatureFileException">The file is damaged, or the rows are too many for one array.</exception>
    public FeatureSet ReadRows(int firstRow, int rowCount)
    {
        CheckRange(firstRow, rowCount);
        if ((long)rowCount * FeatureCount > Array.MaxLength)
        {
            throw new FeatureFileException(
                $"{rowCount:N0} rows of {FeatureCount:N0} values from '{Path}' are more than can be read at once; read at most {Array.MaxLength / FeatureCount:N0} rows.", Path);
        }

        var features = GC.AllocateUninitializedArray<float>(rowCount * FeatureCount);
        ReadRows(firstRow, rowCount, features);
        return new FeatureSet(features, Labels.Slice(firstRow, rowCount), LabelNames, Paths.Slice(firstRow, rowCount), Recipe);
    }

    /// <summary>Reads rows that follow one another.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many; 0 is allowed.</param>
    /// <param name="destination">RowCount x FeatureCount values, row-major.</param>
    /// <exception cref="ArgumentException">The range leaves the file, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public void ReadRows(int firstRow, int rowCount, Span<float> destination)
    {
        CheckRange(firstRow, rowCount);
        CheckLength((long)rowCount * FeatureCount, destination);
        try
        {
            if (rowCount > 0)
                _rows.Read(firstRow, rowCount, destination);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }

    /// <summary>Reads any rows, in the order asked for; the same row may come more than once.</summary>
    /// <param name="rows">Zero-based.</param>
    /// <param name="destination">As many rows of FeatureCount values.</param>
    /// <exception cref="ArgumentException">A row is outside the file, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        foreach (var row in rows)
            CheckRange(row, 1);
        CheckLength((long)rows.Length * FeatureCount, destination);
        try
        {
            _rows.Read(rows, destination);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }

    /// <summary>Reads a range of columns of rows that follow one another.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="firstColumn">Zero-based, in the flattened row.</param>
    /// <param name="columnCount">How many columns.</param>
    /// <param name="destination">RowCount x ColumnCount values, row-major.</param>
    /// <exception cref="ArgumentException">A range leaves the file, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public void ReadColumns(int firstRow, int rowCount, int firstColumn, int columnCount, Span<float> destination)
    {
        CheckRange(firstRow, rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(firstColumn);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnCount, FeatureCount - firstColumn);
        CheckLength((long)rowCount * columnCount, destination);
        try
        {
            if (!destination.IsEmpty)
                _rows.ReadColumns(firstRow, rowCount, firstColumn, columnCount, destination);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }

    /// <summary>Reads a range of columns of any rows; rows that follow one another are read at once.</summary>
    /// <param name="rows">Zero-based, in any order.</param>
    /// <param name="firstColumn">Zero-based, in the flattened row.</param>
    /// <param name="columnCount">How many columns.</param>
    /// <param name="destination">As many rows of ColumnCount values, row-major.</param>
    /// <exception cref="ArgumentException">A row or column is outside the file, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination)
    {
        CheckLength((long)rows.Length * columnCount, destination);
        for (var start = 0; start < rows.Length;)
        {
            var end = start + 1;
            while (end < rows.Length && rows[end] == rows[end - 1] + 1)
                end++;
            ReadColumns(rows[start], end - start, firstColumn, columnCount, destination[(start * columnCount)..(end * columnCount)]);
            start = end;
        }
    }

    /// <summary>Reads rows as they are stored (<see cref="StoredType"/>), in little-endian order.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many; 0 is allowed.</param>
    /// <param name="destination">As many bytes as the rows have.</param>
    /// <exception cref="ArgumentException">The range leaves the file, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public void ReadStoredRows(int firstRow, int rowCount, Span<byte> destination)
    {
        CheckRange(firstRow, rowCount);
        CheckLength((long)rowCount * _rows.RowLength, destination);
        try
        {
            if (rowCount > 0)
                _rows.ReadStored(firstRow, rowCount, destination);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }

    /// <summary>Whether the rows lie in one piece, so that a part of one is read without the rest.</summary>
    internal bool IsContiguous => _dataset.ContiguousAddress is not null;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void CheckRange(int firstRow, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, RowCount - firstRow);
    }

    private static void CheckLength<T>(long expected, ReadOnlySpan<T> destination)
    {
        if (destination.Length != expected)
            throw new ArgumentException($"The destination has {destination.Length:N0} elements; {expected:N0} are needed.", nameof(destination));
    }
}
