namespace Graft;

/// <summary>
/// The rows that reached a node, with what a search for splits needs of each side by side. Classes are numbered anew by
/// those that the node has, so that a small node costs little however many classes there are.
/// </summary>
internal sealed class TreeNodeRows(int rowCount, int classCount)
{
    private const int Absent = -1;

    private readonly int[] _numbers = [.. Enumerable.Repeat(Absent, classCount)];

    /// <summary>Of every training row its place in the node; negative where it is not there.</summary>
    public int[] Places { get; } = [.. Enumerable.Repeat(Absent, rowCount)];

    public int[] Rows { get; } = new int[rowCount];

    /// <summary>Number of each row's class in this node.</summary>
    public int[] Classes { get; } = new int[rowCount];

    public double[] Weights { get; } = new double[rowCount];

    public int Count { get; private set; }

    /// <summary>Labels by their number in this node.</summary>
    public int[] Labels { get; } = new int[classCount];

    /// <summary>Weight of each of the node's classes.</summary>
    public double[] ClassWeights { get; } = new double[classCount];

    /// <summary>Classes that the node has.</summary>
    public int ClassCount { get; private set; }

    public double Weight { get; private set; }

    /// <summary>Sum of the squares of <see cref="ClassWeights"/>.</summary>
    public double Squares { get; private set; }

    public void Set(ReadOnlySpan<int> rows, int[] labels, double[] weights)
    {
        foreach (var row in Rows.AsSpan(0, Count))
            Places[row] = Absent;
        rows.CopyTo(Rows);
        (Count, ClassCount, Weight, Squares) = (rows.Length, 0, 0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            ref var number = ref _numbers[labels[rows[i]]];
            if (number == Absent)
            {
                number = ClassCount++;
                (Labels[number], ClassWeights[number]) = (labels[rows[i]], 0);
            }

            Places[rows[i]] = i;
            (Classes[i], Weights[i]) = (number, weights[rows[i]]);
            ClassWeights[number] += Weights[i];
        }

        for (var number = 0; number < ClassCount; number++)
        {
            Weight += ClassWeights[number];
            Squares += ClassWeights[number] * ClassWeights[number];
            _numbers[Labels[number]] = Absent;
        }
    }
}
