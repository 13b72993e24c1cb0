using System.Diagnostics;

namespace Graft;

/// <summary>
/// Converts rows between file formats, in memory that grows with the number of paths and labels only. HDF5, NumPy and CSV
/// are read; those and Parquet are written. An HDF5 file in another's layout, converted to HDF5, is in ours afterwards.
/// </summary>
public static class FeatureConversion
{
    private const int BlockSize = 4 << 20;

    /// <summary>Converts a file. What it writes appears when all is done, and replaces only files of the same kind.</summary>
    /// <param name="inputPath">An HDF5 file, a NumPy file (<c>.npy</c>) or a CSV file (<c>.csv</c>).</param>
    /// <param name="outputPath">Where the file will be; another than the input.</param>
    /// <param name="format">What to write.</param>
    /// <param name="options">How to store values, and where labels are.</param>
    /// <param name="progress">Told after each block of rows, from a worker thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">An option does not go with the format.</exception>
    /// <exception cref="GraftException">The input cannot be read or lacks labels, or the output cannot be written.</exception>
    public static Task<ConversionReport> RunAsync(
        string inputPath,
        string outputPath,
        ConversionFormat format,
        ConversionOptions? options = null,
        IProgress<ExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(inputPath);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        options ??= new ConversionOptions();
        Check(format, options);
        return Task.Run(() => Run(inputPath, outputPath, format, options, progress, cancellationToken), cancellationToken);
    }

    private static ConversionReport Run(
        string inputPath, string outputPath, ConversionFormat format, ConversionOptions options,
        IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        var time = Stopwatch.StartNew();
        using var source = RowFiles.Open(inputPath, options);
        var written = RowFiles.Written(outputPath, format);
        foreach (var file in written)
        {
            if (source.Files.Any(input => FileIdentity.AreSame(input, file)))
                throw new OutputException($"Cannot write '{file}': the conversion reads that file. Choose another name with --out.", file);
        }

        var table = source.Table with { ElementType = StoredAs(format, source.Table.ElementType, options) };
        using var sink = RowFiles.Create(outputPath, format, table, options);
        var overflowCount = Copy(source, sink, table, progress, cancellationToken);
        sink.Complete();
        return new ConversionReport(written, table.RowCount, table.RowShape, table.ElementType, table.LabelNames, overflowCount, time.Elapsed);
    }

    /// <returns>How many finite values became infinite.</returns>
    private static long Copy(
        IRowSource source, IRowSink sink, RowTable table, IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        var rowsPerBlock = Math.Clamp(BlockSize / source.Table.RowSize, 1, Math.Max(1, table.RowCount));
        var (read, converted) = (new byte[rowsPerBlock * source.Table.RowSize], new byte[rowsPerBlock * table.RowSize]);
        var overflowCount = 0L;
        for (var row = 0; row < table.RowCount; row += rowsPerBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(rowsPerBlock, table.RowCount - row);
            var from = read.AsSpan(0, count * source.Table.RowSize);
            var to = converted.AsSpan(0, count * table.RowSize);
            source.Read(from);
            overflowCount += RowValues.Convert(source.Table.ElementType, from, table.ElementType, to);
            sink.Add(to);
            progress?.Report(new ExtractionProgress(row + count, table.RowCount, 0));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return overflowCount;
    }

    /// <summary>Text gets all digits a value has; a list in a Parquet file is of float32.</summary>
    private static ElementType StoredAs(ConversionFormat format, ElementType source, ConversionOptions options) => format switch
    {
        ConversionFormat.Csv => source == ElementType.Float64 ? source : ElementType.Float32,
        ConversionFormat.Parquet => ElementType.Float32,
        _ => options.ElementType ?? source,
    };

    private static void Check(ConversionFormat format, ConversionOptions options)
    {
        if (options.GzipLevel is < 1 or > 9)
            throw new ArgumentException($"The gzip level must be from 1 to 9, got {options.GzipLevel}.", nameof(options));
        if ((options.Chunked || options.GzipLevel is not null) && format != ConversionFormat.Hdf5)
            throw new ArgumentException("Only HDF5 files are chunked or compressed.", nameof(options));
        if (options.ElementType is ElementType.UInt8)
            throw new ArgumentException("Values can become float16, float32 or float64.", nameof(options));
        if (options.ElementType is not null && format is not (ConversionFormat.Hdf5 or ConversionFormat.Npy))
            throw new ArgumentException("The element type can be chosen for HDF5 and NumPy files.", nameof(options));
    }
}
