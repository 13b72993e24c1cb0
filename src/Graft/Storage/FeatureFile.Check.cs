using System.Collections.Immutable;
using System.IO.Hashing;
using System.Numerics.Tensors;
using Graft.Hdf5;

namespace Graft;

public sealed partial class FeatureFile
{
    /// <summary>
    /// Reads every row of every layer: compares its checksum, and looks for values that are NaN or infinite. What is found
    /// in the layers that are not open here is in <see cref="FeatureFileCheck.Others"/>.
    /// </summary>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="FeatureFileException">Rows cannot be read at all.</exception>
    public FeatureFileCheck Check(IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        FeatureLayer[] layers = [_layer, .. _layers.Where(layer => layer != _layer)];
        var checks = layers.Select((layer, index) => Check(
            layer,
            rows => progress?.Report(new ExtractionProgress((int)((((long)index * RowCount) + rows) / layers.Length), RowCount, 0)),
            cancellationToken)).ToList();
        return checks[0] with { Others = [.. checks.Skip(1)] };
    }

    private FeatureFileCheck Check(FeatureLayer layer, Action<int> done, CancellationToken cancellationToken)
    {
        var reader = new RowReader(layer.Dataset);
        var checksums = Translated(() => _root.RowChecksums(RowCount, layer.ChecksumsName));
        var damaged = ImmutableArray.CreateBuilder<int>();
        var nonFinite = ImmutableArray.CreateBuilder<NonFiniteRow>();
        var rows = Math.Max(1, Math.Min(RowCount, DefaultBlockLength / reader.RowLength));
        var pieces = Prefetch.Run(
            (int)(((long)RowCount + rows - 1) / rows),
            rows * reader.RowLength,
            () => new byte[rows * reader.RowLength],
            (piece, buffer) => Translated(() =>
            {
                reader.ReadStored(piece * rows, Count(piece), buffer.AsSpan(0, Count(piece) * reader.RowLength));
                return true;
            }));
        var values = new float[reader.FeatureCount];
        foreach (var (piece, buffer) in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < Count(piece); i++)
            {
                var row = (piece * rows) + i;
                var stored = buffer.AsSpan(i * reader.RowLength, reader.RowLength);
                if (checksums.Length > 0 && Crc32.HashToUInt32(stored) != checksums[row])
                    damaged.Add(row);
                NumberConversion.ToSingle(stored, layer.Dataset.Type.Format, values);
                if (FindNonFinite(values, row) is { } found)
                    nonFinite.Add(found);
            }

            done((piece * rows) + Count(piece));
        }

        return new FeatureFileCheck(RowCount, checksums.Length > 0, damaged.ToImmutable(), nonFinite.ToImmutable()) { Layer = layer.Name };

        int Count(int piece) => Math.Min(rows, RowCount - (piece * rows));
    }

    /// <summary>CRC-32 of the bytes of each row; empty where the file has none.</summary>
    internal uint[] RowChecksums() => Translated(() => _root.RowChecksums(RowCount, _layer.ChecksumsName));

    private T Translated<T>(Func<T> read)
    {
        try
        {
            return read();
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
