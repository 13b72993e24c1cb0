using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Graft.Hdf5;

namespace Graft;

/// <summary>Reads rows of a dataset, and parts of them, as numbers of single precision. Safe to call from many threads.</summary>
internal sealed class RowReader(Hdf5Dataset dataset)
{
    /// <summary>Values of other types are converted in pieces of this many bytes, which stay in the cache.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>A row that takes longer comes from the disk, or is unpacked: then several threads are quicker than one.</summary>
    private static readonly TimeSpan QuickRow = TimeSpan.FromMicroseconds(50);

    private readonly long[] _rowShape = dataset.Shape[1..];

    public int RowCount { get; } = (int)dataset.Shape[0];

    public int FeatureCount { get; } = (int)Dataspace.Product(dataset.Shape.AsSpan(1));

    public int RowLength => FeatureCount * dataset.Type.Size;

    /// <summary>Rows as they are stored, but in this machine's byte order.</summary>
    public void ReadStored(int first, int count, Span<byte> destination)
    {
        // The usual case, without the arrays that a block of any shape takes.
        if (dataset.ContiguousAddress is not null)
            dataset.ReadPiece((long)first * RowLength, destination);
        else
            dataset.Read(Start(first), Count(count), destination);
        NumberConversion.ToLittleEndian(destination, dataset.Type);
    }

    public void Read(int first, int count, Span<float> destination)
    {
        if (dataset.Type.Format == NumberFormat.Float32)
        {
            ReadStored(first, count, MemoryMarshal.AsBytes(destination));
            return;
        }

        var rowsInPiece = (int)Math.Max(1, PieceLength / (long)RowLength);
        var piece = ArrayPool<byte>.Shared.Rent(checked(rowsInPiece * RowLength));
        try
        {
            for (var row = 0; row < count; row += rowsInPiece)
            {
                var rows = Math.Min(rowsInPiece, count - row);
                var stored = piece.AsSpan(0, rows * RowLength);
                ReadStored(first + row, rows, stored);
                NumberConversion.ToSingle(stored, dataset.Type.Format, destination.Slice(row * FeatureCount, rows * FeatureCount));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Any rows, in the order asked for. They are read in the order in which they lie.</summary>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var sorted = rows.ToArray();
        var places = Enumerable.Range(0, rows.Length).ToArray();
        Array.Sort(sorted, places);
        var done = 0;
        for (var isQuick = true; isQuick && done < sorted.Length; done++)
        {
            var start = Stopwatch.GetTimestamp();
            Read(sorted[done], 1, destination.Slice(places[done] * FeatureCount, FeatureCount));
            isQuick = Stopwatch.GetElapsedTime(start) < QuickRow;
        }

        if (done == sorted.Length)
            return;
        ParallelSpan.For(done, sorted.Length, destination, (i, values) =>
            Read(sorted[i], 1, values.Slice(places[i] * FeatureCount, FeatureCount)));
    }

    /// <summary>A range of columns; of rows with several axes, which are taken as one.</summary>
    public void ReadColumns(int firstRow, int rowCount, int firstColumn, int columnCount, Span<float> destination)
    {
        if (_rowShape.Length > 1)
        {
            var row = new float[FeatureCount];
            for (var i = 0; i < rowCount; i++)
            {
                Read(firstRow + i, 1, row);
                row.AsSpan(firstColumn, columnCount).CopyTo(destination[(i * columnCount)..]);
            }

            return;
        }

        var length = checked(rowCount * columnCount * dataset.Type.Size);
        var isSingle = dataset.Type.Format == NumberFormat.Float32;
        var rented = isSingle ? [] : ArrayPool<byte>.Shared.Rent(length);
        var stored = isSingle ? MemoryMarshal.AsBytes(destination) : rented.AsSpan(0, length);
        dataset.Read([firstRow, firstColumn], [rowCount, columnCount], stored);
        NumberConversion.ToLittleEndian(stored, dataset.Type);
        if (!isSingle)
        {
            NumberConversion.ToSingle(stored, dataset.Type.Format, destination);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private long[] Start(int row) => [row, .. new long[_rowShape.Length]];

    private long[] Count(int rows) => [rows, .. _rowShape];
}
