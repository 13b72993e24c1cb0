using System.Diagnostics;

namespace Graft;

/// <summary>
/// Shards of one list of images, as <see cref="FeatureExtraction"/> makes them of <see cref="ImageSet.Take"/>, to be checked and
/// merged. Their names and labels are in memory, their rows are not.
/// </summary>
public sealed class ShardSet : IDisposable
{
    /// <summary>Bytes of rows that are read at once, of all shards together, and of each at least.</summary>
    private const int PieceLength = 16 << 20;
    private const int PieceOfShard = 64 << 10;
    private const int LongestPiece = 128 << 20;

    private readonly List<ShardFile> _shards;

    private ShardSet(List<ShardFile> shards, ShardCheck check) => (_shards, Check) = (shards, check);

    /// <summary>Whether they can be merged, and what is to be run again if not.</summary>
    public ShardCheck Check { get; }

    /// <summary>Opens shards. Files that cannot be merged are no error here, but in <see cref="Check"/>.</summary>
    /// <param name="paths">Files, or folders whose files with names as <see cref="Shard.FileName"/> gives them are meant.</param>
    /// <exception cref="FeatureFileException">A path leads nowhere, or there is no shard at all.</exception>
    public static ShardSet Open(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var (shards, check) = ShardSearch.Run(paths);
        return new ShardSet(shards, check);
    }

    /// <summary>
    /// Writes all rows to one file, in the order in which a single run would have written them; it is the file of that run
    /// but for the time that stands in it. Every row is compared with its checksum.
    /// </summary>
    /// <param name="path">Where the file will be; an HDF5 file that exists there is replaced at the end.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of it.</param>
    /// <exception cref="FeatureFileException">The shards are not complete, or a row is damaged.</exception>
    /// <exception cref="OutputException">The file cannot be written; nothing is left of it.</exception>
    public MergeReport Merge(string path, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var time = Stopwatch.StartNew();
        var options = Options(path);
        var rowLength = options.AddedRowLength;
        DiskRoom.Require(path, (long)Check.RowCount * rowLength);
        using var writer = Hdf5RowWriter.Create(path, options);
        var order = new ListOrder(_shards);
        var count = (int)Math.Clamp(Math.Clamp((long)_shards.Count * PieceOfShard, PieceLength, LongestPiece) / rowLength, 1, order.RowCount);
        var pieces = Prefetch.Run(
            (order.RowCount + count - 1) / count, (long)count * rowLength, () => new MergedPiece(rowLength, count), (piece, rows) => order.Read(piece * count, Count(piece), options.OtherDatasets, rows));
        foreach (var (piece, rows) in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.AddBytes(rows.Rows.AsSpan(0, Count(piece) * rowLength), rows.Labels.AsSpan(0, Count(piece)), rows.Paths.AsSpan(0, Count(piece)));
            writer.FlushAhead();
            progress?.Report(new ExtractionProgress(writer.RowCount, order.RowCount, 0));
        }

        writer.Complete();
        return Report(options, time.Elapsed);

        int Count(int piece) => Math.Min(count, order.RowCount - (piece * count));
    }

    /// <summary>
    /// Writes a file whose rows stay in the shards (an HDF5 virtual dataset), which must stay where they are as seen from it.
    /// Rows come shard by shard, which is the order of the list only where it was divided by blocks; names and labels are in
    /// the same order.
    /// </summary>
    /// <param name="path">Where the file will be; an HDF5 file that exists there is replaced at the end.</param>
    /// <exception cref="FeatureFileException">The shards are not complete.</exception>
    /// <exception cref="OutputException">The file cannot be written; nothing is left of it.</exception>
    public MergeReport MergeVirtually(string path)
    {
        var time = Stopwatch.StartNew();
        var options = Options(path);
        VirtualFile.Write(path, _shards, options);
        return Report(options, time.Elapsed);
    }

    /// <summary>Closes the shards.</summary>
    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
    }

    /// <summary>What the rows of the one file are.</summary>
    private Hdf5RowOptions Options(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Check.IsComplete)
            throw new FeatureFileException(Incomplete(), Check.Problems.FirstOrDefault()?.Path ?? path);
        if (Check.RowCount == 0)
            throw new FeatureFileException($"None of the {Check.ListCount:N0} images of the shards could be read; there is nothing to merge.", path);
        var first = _shards[0];
        return first.Options with
        {
            ImageSource = RowPhotos.SourceFrom(path, first.File.ImageSource),
            InputsSha256 = first.Part.Sha256,
            // Images without a row too: a single run makes room for them.
            ExpectedRowCount = first.Part.Count,
            CommitInterval = Timeout.InfiniteTimeSpan,
        };
    }

    private string Incomplete() => string.Join(" ", new[]
    {
        Check.Missing.IsEmpty ? "" : $"Of {Check.Count:N0} shards {Check.Missing.Length:N0} {(Check.Missing.Length == 1 ? "is" : "are")} missing: {Check.ToRunAgain}.",
        Check.Problems switch
        {
            [] => "",
            [var only] => $"'{only.Path}' cannot be merged: {only.Reason}.",
            [var first, ..] => $"{Check.Problems.Length:N0} files cannot be merged, such as '{first.Path}': {first.Reason}.",
        },
    }.Where(sentence => sentence.Length > 0));

    private MergeReport Report(Hdf5RowOptions options, TimeSpan elapsed) =>
        new(Check.RowCount, options.RowShape.Aggregate(1, (product, side) => product * side), _shards.Count, Check.ListCount, options.LabelNames, elapsed);
}
