using System.Collections.Immutable;
using System.IO.Hashing;
using System.Numerics.Tensors;
using Graft.Hdf5;

namespace Graft;

public sealed partial class FeatureFile
{
    /// <summary>Reads every row: compares its checksum, and looks for values that are NaN or infinite.</summary>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="FeatureFileException">Rows cannot be read at all.</exception>
    public FeatureFileCheck Check(IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var checksums = RowChecksums();
        var damaged = ImmutableArray.CreateBuilder<int>();
        var nonFinite = ImmutableArray.CreateBuilder<NonFiniteRow>();
        var rows = Math.Max(1, Math.Min(RowCount, DefaultBlockLength / _rows.RowLength));
        var pieces = Prefetch.Run(
            (int)(((long)RowCount + rows - 1) / rows),
            rows * _rows.RowLength,
            () => new byte[rows * _rows.RowLength],
            (piece, buffer) => ReadStoredRows(piece * rows, Count(piece), buffer.AsSpan(0, Count(piece) * _rows.RowLength)));
        var values = new float[FeatureCount];
        foreach (var (piece, buffer) in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < Count(piece); i++)
            {
                var row = (piece * rows) + i;
                var stored = buffer.AsSpan(i * _rows.RowLength, _rows.RowLength);
                if (checksums.Length > 0 && Crc32.HashToUInt32(stored) != checksums[row])
                    damaged.Add(row);
                NumberConversion.ToSingle(stored, _dataset.Type.Format, values);
                if (FindNonFinite(values, row) is { } found)
                    nonFinite.Add(found);
            }

            progress?.Report(new ExtractionProgress((piece * rows) + Count(piece), RowCount, 0));
        }

        return new FeatureFileCheck(RowCount, checksums.Length > 0, damaged.ToImmutable(), nonFinite.ToImmutable());

        int Count(int piece) => Math.Min(rows, RowCount - (piece * rows));
    }

    /// <summary>CRC-32 of the bytes of each row; empty where the file has none.</summary>
    internal uint[] RowChecksums()
    {
        try
        {
            return _root.RowChecksums(RowCount);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            throw FeatureFileErrors.Translate(e, Path);
        }
    }

    private static NonFiniteRow? FindNonFinite(ReadOnlySpan<float> values, int row)
    {
        if (TensorPrimitives.IsFiniteAll(values))
            return null;
        var (count, first) = (0, -1);
        for (var column = 0; column < values.Length; column++)
        {
            if (float.IsFinite(values[column]))
                continue;
            first = count++ == 0 ? column : first;
        }

        return new NonFiniteRow(row, count, first);
    }
}
