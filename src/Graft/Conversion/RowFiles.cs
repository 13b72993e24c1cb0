using System.Collections.Immutable;

namespace Graft;

/// <summary>Which class reads and writes which kind of file.</summary>
internal static class RowFiles
{
    /// <summary>Opens a file that rows can be read from.</summary>
    /// <exception cref="GraftException">It is missing, of another kind, or damaged.</exception>
    public static IRowSource Open(string path, ConversionOptions options)
    {
        var source = OpenAny(path, options);
        if (source is not FeatureFileSource && options.Layer is not null)
        {
            source.Dispose();
            throw new ConversionException($"'{path}' has no layers to choose from; only an HDF5 file has. Leave out --layer.", path);
        }

        if (source is NpySource || options.LabelsPath is null)
            return source;
        source.Dispose();
        throw new ConversionException($"'{path}' has labels of its own; only a NumPy file takes them from '{options.LabelsPath}'. Leave out --labels.", path);
    }

    /// <summary>Begins a file that rows are written to.</summary>
    /// <exception cref="OutputException">It cannot be written there.</exception>
    public static IRowSink Create(string path, ConversionFormat format, RowTable table, ConversionOptions options) => format switch
    {
        ConversionFormat.Npy => new NpySink(path, table),
        ConversionFormat.Csv => new CsvSink(path, table),
        ConversionFormat.Parquet => new ParquetSink(path, table),
        _ when options.Chunked || options.GzipLevel is not null => new ChunkedExport(path, table, options.GzipLevel),
        _ => new Hdf5Sink(path, table),
    };

    /// <summary>All files that <see cref="Create"/> writes, the one that was asked for first.</summary>
    public static ImmutableArray<string> Written(string path, ConversionFormat format) =>
        format == ConversionFormat.Npy ? [path, NpyLabels.ArrayPath(path), NpyLabels.CsvPath(path)] : [path];

    private static IRowSource OpenAny(string path, ConversionOptions options)
    {
        var start = Start(path);
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (FeatureFile.IsFeatureFile(path))
            return new FeatureFileSource(path, options.Layer);
        if (NpyHeader.IsNpy(start) || ending is ".npy")
            return new NpySource(path, options.LabelsPath);
        if (ending is ".csv")
            return new CsvSource(path, options.ElementType is ElementType.Float64 ? ElementType.Float64 : ElementType.Float32);
        throw new ConversionException(
            start.AsSpan().StartsWith("PAR1"u8)
                ? $"'{path}' is a Parquet file, which can be written but not read; convert from HDF5, NumPy or CSV."
                : $"'{path}' is of no kind that can be converted; expected HDF5 (.h5), NumPy (.npy) or CSV (.csv).", path);
    }

    private static byte[] Start(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var start = new byte[8];
            return start[..RandomAccess.Read(file, start, 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ConversionException(
                e is FileNotFoundException or DirectoryNotFoundException
                    ? $"There is no file '{path}'."
                    : $"Cannot read '{path}': {(Directory.Exists(path) ? "it is a folder" : e.Message.TrimEnd('.'))}.", path, e);
        }
    }
}
