using System.Collections.Immutable;

namespace Graft;

/// <summary>In which order an epoch takes its photos; decided by seed and epoch alone, so that a run can be gone on with.</summary>
internal static class RowOrder
{
    public static ImmutableArray<int> Of(ImmutableArray<int> rows, int seed, int epoch)
    {
        int[] order = [.. rows];
        new Xoshiro256(seed, epoch).Shuffle(order);
        return [.. order];
    }
}
