using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Goes through all rows before anything is fitted, so that a bad one is not found after hours.</summary>
internal static class RowReview
{
    // Each takes two reads anywhere in the file, and nobody looks at more.
    private const int MostFound = 1000;

    /// <returns>Rows that contradict an earlier one, the first thousand.</returns>
    /// <exception cref="TrainingDataException">A feature is not finite, or two files have a row in common.</exception>
    public static ImmutableArray<Contradiction> Run(IFeatureRows features, CancellationToken cancellationToken)
    {
        if (features is JoinedRows joined)
            RequireNoneTwice(joined, "it would be both trained and tested on");
        // Hashes of 32 bits only say where to look; what counts is the rows themselves.
        var firstRows = new Dictionary<int, int>();
        var found = ImmutableArray.CreateBuilder<Contradiction>();
        var start = 0;
        foreach (var source in features is JoinedRows { Sources: var sources } ? sources : [features])
        {
            foreach (var block in source.Blocks())
            {
                cancellationToken.ThrowIfCancellationRequested();
                RequireFinite(source, block, isOneOfSeveral: source != features);
                for (var i = 0; i < block.RowCount; i++)
                {
                    var (row, hash) = (start + block.FirstRow + i, Hash(block.Values.Span.Slice(i * features.FeatureCount, features.FeatureCount)));
                    if (!firstRows.TryAdd(hash, row) && found.Count < MostFound && features.Labels[firstRows[hash]] != features.Labels[row] && AreEqual(features, firstRows[hash], features, row))
                        found.Add(new Contradiction(features.Paths[firstRows[hash]], features.Paths[row]));
                }
            }

            start += source.RowCount;
        }

        return found.ToImmutable();
    }

    private static void RequireFinite(IFeatureRows source, FeatureBlock block, bool isOneOfSeveral)
    {
        try
        {
            TrainingChecks.RequireFinite(source, block.FirstRow, block.Values.Span);
        }
        catch (TrainingDataException e) when (isOneOfSeveral && source is FeatureFile file)
        {
            throw new TrainingDataException($"'{file.Path}': {e.Message}");
        }
    }

    /// <summary>Makes sure that no two files have a row in common.</summary>
    /// <param name="joined">The files.</param>
    /// <param name="otherwise">What would be wrong with that, as a part of a sentence.</param>
    /// <exception cref="TrainingDataException">They have.</exception>
    public static void RequireNoneTwice(JoinedRows joined, string otherwise)
    {
        var seen = new Dictionary<string, (IFeatureRows Source, int Row)>(StringComparer.Ordinal);
        foreach (var source in joined.Sources)
        {
            for (var row = 0; row < source.RowCount; row++)
            {
                if (!seen.TryAdd(source.Paths[row], (source, row)) && seen[source.Paths[row]] is var first && first.Source != source
                    && AreEqual(first.Source, first.Row, source, row))
                {
                    throw new TrainingDataException(
                        $"'{source.Paths[row]}' is in {JoinedRows.Name(first.Source)} and, with the same features, in {JoinedRows.Name(source)}; "
                        + $"{otherwise}. Give files that have no photo in common.");
                }
            }
        }
    }

    private static bool AreEqual(IFeatureRows first, int firstRow, IFeatureRows second, int secondRow)
    {
        var (values, others) = (new float[first.FeatureCount], new float[first.FeatureCount]);
        first.ReadRows([firstRow], values);
        second.ReadRows([secondRow], others);
        return values.AsSpan().SequenceEqual(others);
    }

    private static int Hash(ReadOnlySpan<float> row)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(row));
        return hash.ToHashCode();
    }
}
