namespace Graft;

/// <summary>The rows that one tree sees, and how much each counts.</summary>
/// <param name="rowCount">N.</param>
internal sealed class Bag(int rowCount)
{
    private readonly int[] _draws = new int[rowCount];

    /// <summary>How much each of the N rows counts; 0 for those that are not in the bag.</summary>
    public double[] Weights { get; } = new double[rowCount];

    /// <summary>The rows that count, in ascending order, in the first <see cref="Count"/> places.</summary>
    public int[] Rows { get; } = new int[rowCount];

    public int Count { get; private set; }

    /// <summary>Takes every row once.</summary>
    public void TakeAll(double[] rowWeights)
    {
        Array.Fill(_draws, 1);
        Weigh(rowWeights);
    }

    /// <summary>Draws as many rows as there are, with replacement; again, if all that were drawn count nothing.</summary>
    public void Draw(double[] rowWeights, ref Xoshiro256 random)
    {
        do
        {
            Array.Clear(_draws);
            for (var i = 0; i < rowCount; i++)
                _draws[random.Below(rowCount)]++;
            Weigh(rowWeights);
        }
        while (Count == 0);
    }

    /// <summary>A bit for each row that was not drawn.</summary>
    public ulong[] LeftOut()
    {
        var bits = new ulong[(rowCount + 63) / 64];
        for (var row = 0; row < rowCount; row++)
        {
            if (_draws[row] == 0)
                bits[row / 64] |= 1UL << (row % 64);
        }

        return bits;
    }

    private void Weigh(double[] rowWeights)
    {
        Count = 0;
        for (var row = 0; row < rowCount; row++)
        {
            Weights[row] = rowWeights[row] * _draws[row];
            if (Weights[row] > 0)
                Rows[Count++] = row;
        }
    }
}
