using System.Collections.Frozen;
using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// Writes rows with labels to an HDF5 file as they come, in memory that does not grow with the rows: features, or images
/// as rows of pixels. How many there will be need not be known. Every few seconds the rows so far are committed: whatever
/// happens then, they are safe in NAME.partial, a valid HDF5 file, and <see cref="Resume"/> goes on behind them. The file
/// gets its name in <see cref="Complete"/>. For use by one thread at a time.
/// </summary>
public sealed class Hdf5RowWriter : IDisposable
{
    private readonly OutputFile _output;
    private readonly Hdf5RowOptions _options;
    private readonly RowFileColumns _columns;
    private readonly RowFileDisk _disk;
    private readonly Stopwatch _sinceCommit = Stopwatch.StartNew();
    private readonly FlushAhead _ahead = new();

    // Of the main dataset first, then of the others.
    private readonly RowBuffer[] _buffers;
    private readonly int[] _lengths;
    private bool _isComplete;
    private OutputException? _failure;

    private Hdf5RowWriter(OutputFile output, Hdf5RowOptions options, RowFileState? state)
    {
        (_output, _options, _columns) = (output, options, new RowFileColumns(options.OtherDatasets));
        _lengths = [options.RowLength, .. options.OtherDatasets.Select(other => options.LengthOf(other.RowShape))];
        _disk = new RowFileDisk(output, options, _columns);
        if (state is not null)
            Take(state);
        ResumedRowCount = RowCount;
        _buffers = [.. _lengths.Select((length, dataset) => new RowBuffer(_disk, dataset, options.IsVariable ? _columns.Extent.Bytes : (long)RowCount * length))];
        IsFinished = state?.IsWhole(options) == true;
        if (IsFinished)
            output.Write(stream => stream.SetLength(state!.End));
        else
            output.Write(_ => _disk.Begin(_columns.Extent, state?.End ?? 0, state?.OtherAddresses ?? FrozenDictionary<string, long>.Empty));
        output.KeepsUnfinished = RowCount > 0;
    }

    /// <summary>Rows so far, those of an earlier run included.</summary>
    public int RowCount => _columns.Extent.Rows;

    /// <summary>Rows that an interrupted run had left.</summary>
    public int ResumedRowCount { get; }

    /// <summary>Image path of each row so far.</summary>
    public IReadOnlyList<string> Paths => _columns.Paths;

    /// <summary>Whether an interrupted run had written all rows, and only the name is missing.</summary>
    internal bool IsFinished { get; }

    /// <summary>What has no row.</summary>
    internal IReadOnlyList<SkippedInput> Skipped => _columns.Skipped;

    /// <summary>Begins a file. What an interrupted run may have left under its name is given up.</summary>
    /// <param name="path">Where it will be; an HDF5 file that exists there is replaced at the end.</param>
    /// <param name="options">What the rows are.</param>
    /// <exception cref="ArgumentException">
    /// A side of a row is less than 1, a class name or a layer comes twice, or the number of rows is not known and there are other datasets.
    /// </exception>
    /// <exception cref="OutputException">The file cannot be written there, or another process is writing it.</exception>
    public static Hdf5RowWriter Create(string path, Hdf5RowOptions options) => Open(path, null, _ => options, continues: false);

    /// <summary>
    /// Goes on with the file of a run that was interrupted, or begins one. <see cref="RowCount"/> and <see cref="Paths"/>
    /// say which rows are there.
    /// </summary>
    /// <param name="path">Where it will be; an HDF5 file that exists there is replaced at the end.</param>
    /// <param name="options">What the rows are; the same as before.</param>
    /// <exception cref="ArgumentException">
    /// A side of a row is less than 1, a class name or a layer comes twice, or the number of rows is not known, or less than there are, and there are other datasets.
    /// </exception>
    /// <exception cref="OutputException">
    /// The interrupted run was of other rows, the file cannot be written there, or another process is writing it.
    /// </exception>
    public static Hdf5RowWriter Resume(string path, Hdf5RowOptions options) => Open(path, null, _ => options, continues: true);

    /// <summary>Makes sure, before any long work, that a file can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, Superblock.IsHdf5);

    /// <param name="path">The file.</param>
    /// <param name="wrap">Lets a test stand between the writer and the disk.</param>
    /// <param name="decide">What the rows are, given what an interrupted run left.</param>
    /// <param name="continues">Whether to look for that.</param>
    internal static Hdf5RowWriter Open(string path, Func<Stream, Stream>? wrap, Func<RowFileState?, Hdf5RowOptions> decide, bool continues)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(decide);
        var output = new OutputFile(path, Superblock.IsHdf5, wrap, continues) { KeepsUnfinished = continues };
        try
        {
            var state = continues ? RowFileState.Read(output) : null;
            output.KeepsUnfinished = state is not null;
            var options = decide(state);
            ArgumentNullException.ThrowIfNull(options);
            options.Check();
            if (state?.DifferenceTo(options) is { } difference)
                throw Refusal(path, difference);
            if (!options.OtherDatasets.IsEmpty && state?.IsWhole(options) == false && state.Paths.Length > options.GreatestRowCount)
                throw new ArgumentException($"There are {state.Paths.Length:N0} rows already, more than the {options.GreatestRowCount:N0} that are expected.", nameof(decide));
            return new Hdf5RowWriter(output, options, state);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>An interrupted run whose rows cannot be gone on with.</summary>
    internal static OutputException Refusal(string path, string difference) => new(
        $"'{path}{OutputFile.TemporaryEnding}' of an interrupted run does not go with this one: {difference}. Run that one's command again, or remove the file to start over.", path);

    /// <summary>Adds rows.</summary>
    /// <typeparam name="T">float, Half, double or byte, as <see cref="Hdf5RowOptions.ElementType"/> says.</typeparam>
    /// <param name="rows">One row of values for each label, row-major; those of the other datasets come first in each.</param>
    /// <param name="labels">Indices into the label names.</param>
    /// <param name="paths">The image of each row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, the type is another, or a label is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are other datasets, and the rows are more than were expected.</exception>
    /// <exception cref="OutputException">The disk is full or fails; what is committed stays.</exception>
    public void Add<T>(ReadOnlySpan<T> rows, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _options.ElementType || _options.IsVariable)
            throw new ArgumentException($"Values of {typeof(T).Name} for rows of {_options.ElementType}.", nameof(rows));
        var bytes = MemoryMarshal.AsBytes(rows);
        var length = _options.AddedRowLength;
        if (bytes.Length != (long)labels.Length * length || paths.Length != labels.Length)
            throw new ArgumentException($"{rows.Length} values and {paths.Length} paths for {labels.Length} rows of {string.Join(" + ", _options.OtherDatasets.Select(other => other.RowShape).Append(_options.RowShape).Select(shape => $"[{string.Join(", ", shape)}]"))}.", nameof(rows));
        CheckLabels(labels);
        Append(bytes, length, labels, paths);
    }

    /// <summary>Adds one row of any number of bytes.</summary>
    internal void AddBytes(ReadOnlySpan<byte> row, int label, string path) => AddBytes(row, [label], [path]);

    /// <summary>Adds rows as they are stored, each of them as long as the others.</summary>
    internal void AddBytes(ReadOnlySpan<byte> rows, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        CheckLabels(labels);
        Append(rows, rows.Length / labels.Length, labels, paths);
    }

    /// <summary>Lets rows come to the disk while more are added; they are part of the file, and safe, only after a commit.</summary>
    internal void FlushAhead() => Write(() => _ahead.Start(_output.Handle));

    /// <summary>Notes that an input has no row.</summary>
    internal void Skip(SkippedInput input) => _columns.Skip(input);

    /// <summary>Makes the rows so far safe against a crash, and part of the unfinished file.</summary>
    /// <exception cref="OutputException">The disk is full or fails; what was committed before stays.</exception>
    public void Commit()
    {
        ThrowIfComplete();
        if (IsFinished)
            return;
        Flush();
        Write(() => _disk.Commit(_columns.Extent));
        _output.KeepsUnfinished |= RowCount > 0;
        _sinceCommit.Restart();
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="OutputException">The disk is full or fails; what is committed stays.</exception>
    public void Complete()
    {
        ThrowIfComplete();
        if (!IsFinished)
        {
            Flush();
            Write(_disk.Finish);
        }

        _output.Complete();
        _isComplete = true;
    }

    /// <summary>
    /// Closes the file. Unless it was completed, the rows that are committed stay in NAME.partial, for
    /// <see cref="Resume"/>; call <see cref="Commit"/> before to keep them all.
    /// </summary>
    public void Dispose()
    {
        try
        {
            _ahead.Finish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is not complete is given up, or has been said to fail.
        }

        _output.Dispose();
    }

    private void Take(RowFileState state)
    {
        for (var row = 0; row < state.Paths.Length; row++)
        {
            var length = _options.IsVariable ? checked((int)(state.Offsets[row + 1] - state.Offsets[row])) : _options.RowLength;
            _columns.Add(state.Paths[row], state.Labels[row], state.Checksums[row], length);
        }

        for (var dataset = 0; dataset < _options.OtherDatasets.Length; dataset++)
        {
            foreach (var checksum in state.Others.Single(other => other.Dataset.Name == _options.OtherDatasets[dataset].Name).Checksums)
                _columns.AddOther(dataset, checksum);
        }

        foreach (var skipped in state.Skipped)
            _columns.Skip(skipped);
    }

    private void Append(ReadOnlySpan<byte> rows, int rowLength, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        ThrowIfComplete();
        if (IsFinished)
            throw new InvalidOperationException("All rows of this file were written by the run that was interrupted.");
        if (!_options.OtherDatasets.IsEmpty && labels.Length > _options.GreatestRowCount - RowCount)
            throw new InvalidOperationException($"{RowCount + (long)labels.Length:N0} rows, where {_options.GreatestRowCount:N0} were expected; with other datasets no more have room.");
        // In pieces that are still in the processor's cache when they are written, right after their checksums were taken.
        var rowsInPiece = Math.Max(1, RowBuffer.Length / Math.Max(1, rowLength));
        for (var first = 0; first < labels.Length; first += rowsInPiece)
        {
            var count = Math.Min(rowsInPiece, labels.Length - first);
            var piece = rows.Slice(first * rowLength, count * rowLength);
            if (_buffers.Length == 1)
                AppendPiece(piece, rowLength, labels.Slice(first, count), paths.Slice(first, count));
            else
                AppendSplit(piece, rowLength, labels.Slice(first, count), paths.Slice(first, count));
        }

        if (_options.CommitInterval >= TimeSpan.Zero && _sinceCommit.Elapsed >= _options.CommitInterval)
            Commit();
    }

    private void AppendPiece(ReadOnlySpan<byte> piece, int rowLength, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        for (var i = 0; i < labels.Length; i++)
            _columns.Add(paths[i], labels[i], Crc32.HashToUInt32(piece.Slice(i * rowLength, rowLength)), rowLength);
        AddTo(0, piece);
    }

    /// <summary>Gives each dataset its part of each row.</summary>
    private void AppendSplit(ReadOnlySpan<byte> piece, int rowLength, ReadOnlySpan<int> labels, ReadOnlySpan<string> paths)
    {
        var start = 0;
        for (var dataset = 1; dataset <= _lengths.Length; dataset++)
        {
            var isMain = dataset == _lengths.Length;
            var length = _lengths[isMain ? 0 : dataset];
            for (var i = 0; i < labels.Length; i++)
            {
                var part = piece.Slice((i * rowLength) + start, length);
                if (isMain)
                    _columns.Add(paths[i], labels[i], Crc32.HashToUInt32(part), length);
                else
                    _columns.AddOther(dataset - 1, Crc32.HashToUInt32(part));
                AddTo(isMain ? 0 : dataset, part);
            }

            start += length;
        }
    }

    private void AddTo(int dataset, ReadOnlySpan<byte> rows)
    {
        if (_failure is not null)
            throw _failure;
        try
        {
            _buffers[dataset].Add(rows);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _failure = _output.Failure(e);
        }
    }

    private void Flush() => Write(() =>
    {
        _ahead.Finish();
        foreach (var buffer in _buffers)
            buffer.Flush();
        // What was skipped since the last row needs room too.
        _disk.MakeRoom();
    });

    /// <summary>
    /// After a failure nothing is written any more: it is not known which rows of a batch were taken, and they must not be
    /// committed with gaps.
    /// </summary>
    private void Write(Action write)
    {
        if (_failure is not null)
            throw _failure;
        try
        {
            _output.Write(_ => write());
        }
        catch (OutputException e)
        {
            _failure = e;
            throw;
        }
    }

    private void CheckLabels(ReadOnlySpan<int> labels)
    {
        foreach (var label in labels)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)_options.LabelNames.Length, nameof(labels));
    }

    private void ThrowIfComplete()
    {
        if (_isComplete)
            throw new InvalidOperationException("The file is finished.");
    }
}
