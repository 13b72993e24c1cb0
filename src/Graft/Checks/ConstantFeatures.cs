using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Counts features that are the same, to the bit, in every row.</summary>
internal static class ConstantFeatures
{
    public static int Count(IFeatureRows rows, CancellationToken cancellationToken)
    {
        var first = new uint[rows.FeatureCount];
        var differences = new uint[rows.FeatureCount];
        foreach (var block in TrainingChecks.FiniteBlocks(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = MemoryMarshal.Cast<float, uint>(block.Values.Span);
            if (block.FirstRow == 0)
                values[..first.Length].CopyTo(first);
            for (var r = 0; r < block.RowCount; r++)
                Add(values.Slice(r * first.Length, first.Length), first, differences);
        }

        return differences.Count(difference => difference == 0);
    }

    private static void Add(ReadOnlySpan<uint> row, ReadOnlySpan<uint> first, Span<uint> differences)
    {
        for (var j = 0; j < differences.Length; j++)
            differences[j] |= row[j] ^ first[j];
    }
}
