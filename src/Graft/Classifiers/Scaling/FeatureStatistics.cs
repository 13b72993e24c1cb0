namespace Graft;

/// <summary>
/// Mean and spread of each feature over rows, as scikit-learn's <c>StandardScaler</c> has them; computed in double and in
/// the order of the rows, so that neither blocks nor threads change a bit.
/// </summary>
/// <param name="Center">
/// Mean of each feature. Float32 on purpose: what is subtracted from features is exactly what is stored, or mapped back into
/// intercepts.
/// </param>
/// <param name="InverseScale">
/// 1 / population standard deviation, at most the largest float32; 1 for a feature that is constant up to rounding, or
/// where it is not wanted.
/// </param>
internal sealed record FeatureStatistics(float[] Center, float[] InverseScale)
{
    // Columns that a thread takes at a time.
    private const int ColumnBlock = 512;

    /// <summary>Of rows as they are.</summary>
    /// <param name="rows">At least one row.</param>
    /// <param name="withScale">Whether the spread is asked for.</param>
    /// <param name="parallel">Number of threads, and the token that cancels, looked at for each block.</param>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    public static FeatureStatistics Of(IFeatureRows rows, bool withScale, ParallelOptions parallel) =>
        Of(() => TrainingChecks.FiniteBlocks(rows), rows.RowCount, rows.FeatureCount, withScale, parallel);

    /// <summary>Goes through the rows once for the means, and once more for the spread.</summary>
    /// <param name="blocks">Goes once through all rows each time it is called.</param>
    /// <param name="rowCount">N.</param>
    /// <param name="columnCount">D.</param>
    /// <param name="withScale">Whether the spread is asked for.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static FeatureStatistics Of(
        Func<IEnumerable<FeatureBlock>> blocks, int rowCount, int columnCount, bool withScale, ParallelOptions parallel)
    {
        var means = new double[columnCount];
        foreach (var block in blocks())
            AddColumns(block.Values, columnCount, parallel, means, null);
        for (var j = 0; j < columnCount; j++)
            means[j] /= rowCount;
        var inverseScale = new float[columnCount];
        Array.Fill(inverseScale, 1);
        if (withScale)
        {
            var squares = new double[columnCount];
            foreach (var block in blocks())
                AddColumns(block.Values, columnCount, parallel, squares, means);
            for (var j = 0; j < columnCount; j++)
                inverseScale[j] = Inverse(rowCount, means[j], squares[j] / rowCount);
        }

        return new(Array.ConvertAll(means, mean => (float)mean), inverseScale);
    }

    /// <summary>Adds the values of each column, or the squares of their differences from <paramref name="means"/>; threads share out columns.</summary>
    private static void AddColumns(ReadOnlyMemory<float> values, int width, ParallelOptions parallel, double[] sums, double[]? means) =>
        Parallel.For(0, (width + ColumnBlock - 1) / ColumnBlock, parallel, piece =>
        {
            var first = piece * ColumnBlock;
            var count = Math.Min(ColumnBlock, width - first);
            for (var start = first; start < values.Length; start += width)
            {
                var row = values.Span.Slice(start, count);
                if (means is null)
                    Add(sums.AsSpan(first, count), row);
                else
                    AddSquares(sums.AsSpan(first, count), row, means.AsSpan(first, count));
            }
        });

    private static void Add(Span<double> sums, ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] += row[j];
    }

    private static void AddSquares(Span<double> sums, ReadOnlySpan<float> row, ReadOnlySpan<double> means)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] += (row[j] - means[j]) * (row[j] - means[j]);
    }

    /// <summary>1 for a feature that is constant up to rounding, by scikit-learn's bound (Chan, Golub and LeVeque 1983).</summary>
    private static float Inverse(int rowCount, double mean, double variance)
    {
        const double Epsilon = 2.220446049250313e-16;
        var rounding = rowCount * mean * Epsilon;
        var isConstant = variance <= rowCount * Epsilon * variance + rounding * rounding;
        return isConstant ? 1 : (float)Math.Min(float.MaxValue, 1 / Math.Sqrt(variance));
    }
}
