using System.Diagnostics;

namespace Graft;

/// <summary>
/// Shards of one list of images, as <see cref="FeatureExtraction"/> makes them of <see cref="ImageSet.Take"/>, to be checked and
/// merged. Their names and labels are in memory, their rows are not.
/// </summary>
public sealed class ShardSet : IDisposable
{
    /// <summary>Bytes of rows that are read ahead, of all shards together.</summary>
    private const int ReadAhead = 128 << 20;
    private const int LongestStretch = 1 << 20;

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
        var stretch = Math.Max(1, Math.Min(LongestStretch, ReadAhead / _shards.Count) / rowLength);
        ShardRows[] rows = [.. _shards.Select(shard => new ShardRows(shard.File, options.OtherDatasets, rowLength, IsRising(shard) ? stretch : 1))];
        foreach (var run in new ListOrder(_shards).Runs())
        {
            var (file, row, left) = (_shards[run.Shard].File, run.Row, run.Count);
            while (left > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = rows[run.Shard].Read(row, left);
                var count = bytes.Length / rowLength;
                writer.AddBytes(bytes, file.Labels.AsSpan().Slice(row, count), file.Paths.AsSpan().Slice(row, count));
                (row, left) = (row + count, left - count);
            }

            progress?.Report(new ExtractionProgress(writer.RowCount, Check.RowCount, 0));
        }

        writer.Complete();
        return Report(options, time.Elapsed);
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
        Check.Missing.IsEmpty ? "" : $"Of {Check.Count:N0} shards {Check.Missing.Length:N0} are missing: {Check.ToRunAgain}.",
        Check.Problems switch
        {
            [] => "",
            [var only] => $"'{only.Path}' cannot be merged: {only.Reason}.",
            [var first, ..] => $"{Check.Problems.Length:N0} files cannot be merged, such as '{first.Path}': {first.Reason}.",
        },
    }.Where(sentence => sentence.Length > 0));

    private MergeReport Report(Hdf5RowOptions options, TimeSpan elapsed) =>
        new(Check.RowCount, options.RowShape.Aggregate(1, (product, side) => product * side), _shards.Count, Check.ListCount, options.LabelNames, elapsed);

    /// <summary>Rows that were added later to a shard are behind those that come after them in the list.</summary>
    private static bool IsRising(ShardFile shard)
    {
        var positions = shard.Part.Positions;
        for (var row = 1; row < positions.Length; row++)
        {
            if (positions[row] < positions[row - 1])
                return false;
        }

        return true;
    }
}
