namespace Graft;

/// <summary>How often each value comes with each class.</summary>
internal sealed class ContingencyTable
{
    private readonly int[,] _counts;
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly int _total;

    private ContingencyTable(int[,] counts)
    {
        (_counts, _rows, _columns) = (counts, new int[counts.GetLength(0)], new int[counts.GetLength(1)]);
        for (var i = 0; i < _rows.Length; i++)
        {
            for (var j = 0; j < _columns.Length; j++)
            {
                _rows[i] += counts[i, j];
                _columns[j] += counts[i, j];
                _total += counts[i, j];
            }
        }
    }

    public int this[int row, int column] => _counts[row, column];

    public static ContingencyTable Of(int[] rows, int[] columns, int rowCount, int columnCount)
    {
        var counts = new int[rowCount, columnCount];
        for (var i = 0; i < rows.Length; i++)
            counts[rows[i], columns[i]]++;
        return new ContingencyTable(counts);
    }

    public int RowTotal(int row) => _rows[row];

    /// <summary>Pearson's chi-square against independence.</summary>
    public double ChiSquare()
    {
        var sum = 0.0;
        for (var i = 0; i < _rows.Length; i++)
        {
            for (var j = 0; j < _columns.Length; j++)
            {
                var expected = (double)_rows[i] * _columns[j] / _total;
                if (expected > 0)
                    sum += (_counts[i, j] - expected) * (_counts[i, j] - expected) / expected;
            }
        }

        return sum;
    }

    /// <summary>
    /// Cramér's V, from 0 to 1, without the bias that makes it large where there are many classes and few photos (Bergsma: "A
    /// Bias-Correction for Cramér's V and Tschuprow's T", 2013). 0 where there is one class or one value.
    /// </summary>
    public double CramersV()
    {
        var (r, c) = (_rows.Count(count => count > 0), _columns.Count(count => count > 0));
        if (r < 2 || c < 2 || _total < 3)
            return 0;
        double n = _total;
        var phi = Math.Max(0, (ChiSquare() / n) - ((r - 1) * (c - 1) / (n - 1)));
        var (corrected, correctedColumns) = (r - ((r - 1) * (r - 1) / (n - 1)), c - ((c - 1) * (c - 1) / (n - 1)));
        var least = Math.Min(corrected, correctedColumns) - 1;
        return least > 0 ? Math.Min(1, Math.Sqrt(phi / least)) : 0;
    }
}
