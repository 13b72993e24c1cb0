using System.Collections.Immutable;

namespace Graft;

/// <summary>Some rows of a file that is merged, and what belongs to them.</summary>
/// <param name="rowLength">Bytes of a row, those of all datasets together.</param>
/// <param name="capacity">Rows that it has room for.</param>
internal sealed class MergedPiece(int rowLength, int capacity)
{
    private readonly byte[] _together = GC.AllocateUninitializedArray<byte>(rowLength * capacity);

    public byte[] Rows { get; } = GC.AllocateUninitializedArray<byte>(rowLength * capacity);

    public int[] Labels { get; } = new int[capacity];

    public string[] Paths { get; } = new string[capacity];

    /// <summary>Reads rows that follow one another in a shard.</summary>
    /// <param name="file">The shard.</param>
    /// <param name="firstRow">The first of them there.</param>
    /// <param name="others">Datasets beside the main one.</param>
    /// <param name="targets">Which rows of the piece they are.</param>
    /// <exception cref="FeatureFileException">The shard is damaged.</exception>
    public void Read(FinishedFile file, int firstRow, ImmutableArray<RowDataset> others, ReadOnlySpan<int> targets)
    {
        if (FollowOneAnother(targets))
        {
            file.ReadBytes(firstRow, targets.Length, others, Row(Rows, targets[0], targets.Length));
            return;
        }

        file.ReadBytes(firstRow, targets.Length, others, Row(_together, 0, targets.Length));
        for (var i = 0; i < targets.Length; i++)
            Row(_together, i, 1).CopyTo(Row(Rows, targets[i], 1));
    }

    private static bool FollowOneAnother(ReadOnlySpan<int> targets)
    {
        for (var i = 1; i < targets.Length; i++)
        {
            if (targets[i] != targets[i - 1] + 1)
                return false;
        }

        return true;
    }

    private Span<byte> Row(byte[] rows, int first, int count) => rows.AsSpan(first * rowLength, count * rowLength);
}
