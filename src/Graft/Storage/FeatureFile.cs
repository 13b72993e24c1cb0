using System.Collections.Immutable;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Graft;

/// <summary>An HDF5 feature file, open for reading. Rows are read on demand; labels, names and paths are in memory.</summary>
public sealed class FeatureFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly NativeFile _file;
    private readonly IH5Dataset _features;
    private readonly Lock _lock = new();

    private FeatureFile(FileStream stream, string path)
    {
        (_stream, Path) = (stream, path);
        Hdf5Header.Check(stream, path);
        _file = H5File.Open(stream, leaveOpen: true);
        var root = new FeatureFileRoot(_file, path, stream.Length);
        root.CheckVersion();
        _features = root.Matrix(FeatureFileNames.Features);
        (RowCount, FeatureCount) = (checked((int)_features.Space.Dimensions[0]), checked((int)_features.Space.Dimensions[1]));
        LabelNames = root.Strings(FeatureFileNames.LabelNames, null);
        Labels = root.Labels(FeatureFileNames.Labels, RowCount, LabelNames.Length);
        Paths = root.Strings(FeatureFileNames.Paths, RowCount);
        Recipe = root.Recipe();
        ToolVersion = root.Text(FeatureFileNames.ToolVersion);
        Created = root.Text(FeatureFileNames.Created);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>Number of feature rows, N.</summary>
    public int RowCount { get; }

    /// <summary>Values per row, D.</summary>
    public int FeatureCount { get; }

    /// <summary>Index into <see cref="LabelNames"/> of each row.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Image path of each row.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>What made the features.</summary>
    public FeatureRecipe Recipe { get; }

    /// <summary>Version of Graft that wrote the file.</summary>
    public string ToolVersion { get; }

    /// <summary>When it was written, ISO 8601 in UTC.</summary>
    public string Created { get; }

    /// <summary>Opens the file and checks all of it but the rows themselves.</summary>
    /// <exception cref="FeatureFileException">It is missing, cut off, not HDF5, or does not hold what a feature file must.</exception>
    public static FeatureFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new FeatureFile(stream, path);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            throw Translate(e, path);
        }
    }

    /// <summary>
    /// Whether there is a file at <paramref name="path"/> that is HDF5, or meant to be by its ending <c>.h5</c> or
    /// <c>.hdf5</c>. Only <see cref="Open"/> tells whether it is sound.
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
            return Hdf5Header.IsHdf5(start[..RandomAccess.Read(file, start, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Reads a whole feature file into memory.</summary>
    /// <exception cref="FeatureFileException">It cannot be read.</exception>
    public static FeatureSet Read(string path)
    {
        using var file = Open(path);
        return file.ReadRows(0, file.RowCount);
    }

    /// <summary>Reads rows that follow one another. Safe to call from many threads.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the file.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public FeatureSet ReadRows(int firstRow, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, RowCount - firstRow);
        if ((long)rowCount * FeatureCount > Array.MaxLength)
        {
            throw new FeatureFileException(
                $"{rowCount:N0} rows of {FeatureCount:N0} values from '{Path}' are more than can be read at once; read at most {Array.MaxLength / FeatureCount:N0} rows.", Path);
        }

        // PureHDF reads at most 2 GiB in one call.
        var rowsPerRead = Math.Max(1, (1 << 28) / FeatureCount);
        try
        {
            var features = new float[rowCount * FeatureCount];
            for (var row = 0; row < rowCount; row += rowsPerRead)
            {
                var count = Math.Min(rowsPerRead, rowCount - row);
                var selection = new HyperslabSelection(2, [(ulong)(firstRow + row), 0], [(ulong)count, (ulong)FeatureCount]);
                lock (_lock)
                    _features.Read(features.AsMemory(row * FeatureCount, count * FeatureCount), fileSelection: selection);
            }

            return new FeatureSet(features, Labels.Slice(firstRow, rowCount), LabelNames, Paths.Slice(firstRow, rowCount), Recipe);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw Translate(e, Path);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }

    /// <summary>PureHDF throws bare exceptions in many places; past this border there is one kind.</summary>
    private static GraftException Translate(Exception e, string path) => e switch
    {
        GraftException own => own,
        FileNotFoundException or DirectoryNotFoundException => new FeatureFileException($"There is no feature file '{path}'.", path, e),
        UnauthorizedAccessException => new FeatureFileException($"Cannot read feature file '{path}': access is denied, or it is a folder.", path, e),
        OutOfMemoryException => new FeatureFileException($"Feature file '{path}' asks for more memory than there is, or is damaged.", path, e),
        _ => new FeatureFileException($"Cannot read feature file '{path}': it is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Extract it again.", path, e),
    };
}
