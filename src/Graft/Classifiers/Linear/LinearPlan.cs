namespace Graft;

/// <summary>How a linear fit is carried out, chosen from its size and the memory it may take.</summary>
/// <param name="UsesGram">Over the span of the rows, by their Gram matrix, instead of over the features.</param>
/// <param name="IsInMemory">Whether the rows are kept in memory, instead of being read in each pass.</param>
/// <param name="ColumnsAtATime">Columns that the Gram matrix is made of at a time.</param>
/// <param name="PairCount">Steps that the optimiser remembers.</param>
internal sealed record LinearPlan(bool UsesGram, bool IsInMemory, int ColumnsAtATime, int PairCount)
{
    /// <summary>Evaluations that a fit takes, more or less.</summary>
    public const double TypicalEvaluations = 40;

    // Passes that coordinate descent makes over features for one that it makes over rows with joint steps, more or less.
    private const double DescentCost = 20;

    // In multiplications, of which there are 150 thousand million a second: a value that comes from the system's cache at
    // 10 GB/s, one that new memory is taken for, and a call that reads a piece of a row.
    private const double ReadingCost = 60;
    private const double KeepingCost = 150;
    private const double PieceCost = 100_000;

    /// <summary>The cheapest way that fits.</summary>
    /// <param name="size">What is fitted.</param>
    /// <param name="memoryLimit">Bytes for the process; 0 for half of the machine's.</param>
    /// <exception cref="TrainingDataException">None fits; the least that would do is named.</exception>
    public static LinearPlan Choose(LinearSize size, long memoryLimit)
    {
        if (size.Rows * size.PaddedClasses > Array.MaxLength || size.Columns * size.PaddedClasses > Array.MaxLength)
        {
            throw new TrainingDataException(
                $"{size.Rows:N0} rows x {size.Columns:N0} features of {size.Classes:N0} classes are more than one linear fit can hold. Train on fewer rows, or on a pooled layer.");
        }

        var available = MemoryBudget.ForData(memoryLimit);
        var best = All(size).Where(way => way.Memory <= available).OrderBy(way => way.Cost).Select(way => way.Plan).FirstOrDefault();
        if (best is null)
        {
            MemoryBudget.Require(
                All(size).Min(way => way.Memory), memoryLimit, $"A linear classifier of {size.Columns:N0} features and {size.Classes:N0} classes, fitted on blocks of rows,");
        }

        return best!;
    }

    /// <summary>Such as <c>Gram matrix of 1,020 rows, features in memory</c>.</summary>
    public string Describe(LinearSize size)
    {
        var rowsInBlock = Math.Min(size.Rows, FeatureRows.RowsPerBlock((int)size.Columns));
        return UsesGram
            ? $"Gram matrix of {size.Rows:N0} rows, {(IsInMemory ? "features in memory" : $"{Math.Min(size.Columns, ColumnsAtATime):N0} features read at a time")}"
            : $"{size.Columns:N0} features directly, {(IsInMemory ? "in memory" : $"features read in blocks of {rowsInBlock:N0} rows")}";
    }

    private static IEnumerable<(LinearPlan Plan, double Cost, long Memory)> All(LinearSize size)
    {
        foreach (var isInMemory in new[] { true, false })
        {
            var blocks = 2 * Math.Min(size.Rows, FeatureRows.RowsPerBlock((int)size.Columns)) * size.Columns * sizeof(float);
            var rows = size.ListBytes + blocks + (isInMemory ? size.RowBytes : 0);
            var keeping = isInMemory && size.RowBytes > 0 ? ReadingCost + KeepingCost : 0;
            foreach (var pairs in new[] { Lbfgs.UsualPairs, Lbfgs.LeastPairs })
            {
                var penalty = pairs == Lbfgs.UsualPairs ? 1 : 2;
                yield return (
                    new(false, isInMemory, 0, pairs),
                    size.Rows * size.Columns * (keeping + penalty * (size.IsSharp ? DescentCost : 1) * TypicalEvaluations * (2.0 * size.PaddedClasses + (isInMemory ? 0 : ReadingCost))),
                    rows + size.ResultBytes + DirectLoss.Memory(size.Rows, size.Columns, size.Classes) + Lbfgs.Memory((size.Columns + 1) * size.Classes, pairs));
            }

            if ((size.Rows + 1) * (size.Rows + 1) > Array.MaxLength)
                continue;
            foreach (var columns in GramMatrix.ColumnChoices)
            {
                var making = DesignColumns.Memory(size.Rows, columns, isInMemory);
                var solving = GramLoss.Memory(size.Rows, size.Classes) + Lbfgs.Memory(2 * size.Rows * size.Classes, Lbfgs.UsualPairs);
                yield return (
                    new(true, isInMemory, columns, Lbfgs.UsualPairs),
                    size.Rows * size.Columns * (size.Rows / 2.0 + (isInMemory ? keeping : size.ColumnCost(columns) * ReadingCost + PieceCost / columns))
                        + TypicalEvaluations * size.Rows * size.Rows * (double)size.PaddedClasses,
                    rows + size.ResultBytes + size.Rows * size.Rows * sizeof(float) + Math.Max(making, solving));
            }
        }
    }
}

/// <summary>The size of a linear fit.</summary>
/// <param name="Rows">N.</param>
/// <param name="Columns">D.</param>
/// <param name="Classes">Scores per row.</param>
/// <param name="RowBytes">What keeping the rows in memory takes in addition to what is there already.</param>
/// <param name="ReadsColumns">Whether some columns of a row can be read without the others.</param>
/// <param name="IsSharp">Whether the loss has a corner; see <see cref="ILinearObjective.IsSharp"/>.</param>
internal sealed record LinearSize(long Rows, long Columns, int Classes, long RowBytes, bool ReadsColumns = true, bool IsSharp = false)
{
    // Path, label and class of a row, in the lists of all rows and of the training part, and what tells it again later.
    private const int ListBytesPerRow = 400;

    /// <summary>What is kept of each row besides its features.</summary>
    public long ListBytes => ListBytesPerRow * Rows;

    /// <summary>How often each value is read where columns are taken in turn, once more than that for the weights.</summary>
    public double ColumnCost(int columnsAtATime) => 1 + (ReadsColumns ? 1 : Math.Ceiling((double)Columns / columnsAtATime));

    public int PaddedClasses => MatrixKernels.Padded(Classes);

    /// <summary>Weights in double, their sums, and the finished classifier.</summary>
    public long ResultBytes => Columns * (Classes * (2L * sizeof(double) + sizeof(float)) + PaddedClasses * sizeof(float));

    public static LinearSize Of(IFeatureRows rows, FeatureScaling scaling, int classes, bool isSharp) => new(
        rows.RowCount, rows.FeatureCount, classes,
        rows is FeatureSet && scaling is FeatureScaling.None or FeatureScaling.Standardize ? 0 : sizeof(float) * (long)rows.RowCount * rows.FeatureCount,
        rows.ReadsColumns(),
        isSharp);
}
