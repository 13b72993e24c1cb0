namespace Graft;

/// <summary>What a linear model pays for the scores of rows, and the derivative by the scores.</summary>
/// <param name="labels">The true label of each row.</param>
/// <param name="columnCount">Scores per row.</param>
internal abstract class RowLoss(int[] labels, int columnCount)
{
    /// <summary>Rows there are.</summary>
    public int RowCount => labels.Length;

    /// <summary>Scores per row: K, or 1 where one score tells two classes apart.</summary>
    public int ColumnCount => columnCount;

    protected int[] Labels => labels;

    /// <summary>Turns the scores of rows that follow one another into derivatives of the loss.</summary>
    /// <param name="firstRow">Number of the first row.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="scores">Shape (rowCount, stride), row-major; overwritten. Padding columns become 0.</param>
    /// <param name="stride">Columns with padding, a multiple of 4.</param>
    /// <param name="sums">Sum of the derivatives of each column; overwritten.</param>
    /// <param name="curvatures">Sum of the second derivatives of each column; overwritten where there are any.</param>
    /// <returns>Sum of the losses.</returns>
    public abstract double ToResiduals(int firstRow, int rowCount, Span<double> scores, int stride, Span<double> sums, Span<double> curvatures);
}
