using System.Buffers;
using System.Collections.Immutable;

namespace Graft;

/// <summary>Some rows, or the rows of several files, without a copy of them.</summary>
public static class FeatureRows
{
    /// <summary>Large enough that a read pays off, small enough that the values stay in the processor's cache.</summary>
    private const int BlockBytes = 8 << 20;

    /// <summary>The given rows, in the given order, read when they are asked for.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="rows">Zero-based; the same row may come more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row is outside.</exception>
    public static IFeatureRows Select(this IFeatureRows source, ImmutableArray<int> rows)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, source.RowCount, nameof(rows));
        }

        return new SelectedRows(source, rows);
    }

    /// <summary>
    /// The rows of all sources, one after the other. Classes are joined by name: those of the first keep their labels, new
    /// ones of the others follow.
    /// </summary>
    /// <param name="sources">At least one.</param>
    /// <exception cref="TrainingDataException">Backbone, layer, preprocessing or number of features differ.</exception>
    public static IFeatureRows Join(params ImmutableArray<IFeatureRows> sources) =>
        sources is [var only] ? only : new JoinedRows(sources);

    /// <summary>Reads all rows into memory.</summary>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    internal static FeatureSet ToSet(this IFeatureRows rows)
    {
        if (rows is FeatureSet set)
            return set;
        var values = GC.AllocateUninitializedArray<float>(checked(rows.RowCount * rows.FeatureCount));
        rows.ReadRows([.. Enumerable.Range(0, rows.RowCount)], values);
        return new FeatureSet(values, rows.Labels, rows.LabelNames, rows.Paths, rows.Recipe);
    }

    /// <summary>The feature file that a row lies in; null for one in memory.</summary>
    internal static FeatureFile? FileOf(this IFeatureRows rows, int row) => rows switch
    {
        FeatureFile file => file,
        SelectedRows selected => selected.Source.FileOf(selected.PlaceOf(row)),
        JoinedRows joined => joined.SourceOf(ref row).FileOf(row),
        _ => null,
    };

    /// <summary>Whether some columns of a row can be read without the others, as where the rows lie in one piece.</summary>
    internal static bool ReadsColumns(this IFeatureRows rows) => rows switch
    {
        FeatureFile file => file.IsContiguous,
        SelectedRows selected => selected.Source.ReadsColumns(),
        JoinedRows joined => joined.Sources.All(ReadsColumns),
        _ => true,
    };

    /// <summary>All rows in order, about 8 MB of them at a time, the next block being read while one is used.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="prepare">Done with each block, given its first row and its values, on the thread that reads; null for nothing.</param>
    /// <exception cref="FeatureFileException">A file is damaged; thrown while the blocks are gone through.</exception>
    internal static IEnumerable<FeatureBlock> Blocks(this IFeatureRows source, Action<int, Span<float>>? prepare = null)
    {
        var (width, rows) = (source.FeatureCount, RowsPerBlock(source.FeatureCount));
        var count = (int)(((long)source.RowCount + rows - 1) / rows);
        return source is FeatureSet set && prepare is null
            ? Enumerable.Range(0, count).Select(block => Block(block, set.Features.Slice(block * rows * width, Count(block) * width)))
            : ReadBlocks(count, checked(Math.Min(rows, source.RowCount) * width), Read, (block, buffer) => Block(block, buffer.AsMemory(0, Count(block) * width)));

        int Count(int block) => Math.Min(rows, source.RowCount - (block * rows));

        FeatureBlock Block(int block, ReadOnlyMemory<float> values) => new(block * rows, Count(block), values);

        void Read(int block, float[] buffer)
        {
            var values = buffer.AsSpan(0, Count(block) * width);
            source.ReadRows([.. Enumerable.Range(block * rows, Count(block))], values);
            prepare?.Invoke(block * rows, values);
        }
    }

    /// <summary>Buffers are used again in the next pass, of which there may be hundreds.</summary>
    private static IEnumerable<FeatureBlock> ReadBlocks(int count, int length, Action<int, float[]> read, Func<int, float[], FeatureBlock> blockOf)
    {
        var rented = new List<float[]>();
        try
        {
            foreach (var (block, buffer) in Prefetch.Run(count, sizeof(float) * (long)length, Rent, read))
                yield return blockOf(block, buffer);
        }
        finally
        {
            rented.ForEach(buffer => ArrayPool<float>.Shared.Return(buffer));
        }

        float[] Rent()
        {
            var buffer = ArrayPool<float>.Shared.Rent(length);
            rented.Add(buffer);
            return buffer;
        }
    }

    /// <summary>Rows in a block of <see cref="Blocks"/>, at least 1.</summary>
    internal static int RowsPerBlock(int featureCount) => Math.Max(1, BlockBytes / sizeof(float) / Math.Max(1, featureCount));
}
