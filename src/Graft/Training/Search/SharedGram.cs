using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// The inner products of all pairs of rows, made once, of which those of any part of the rows are taken. They are kept for
/// rows less their mean, which loses least to rounding, with what it takes to have them for the rows as they are.
/// </summary>
internal sealed class SharedGram
{
    private readonly float[] _products;
    private readonly double[] _withMean;
    private readonly double _meanSquare;

    /// <summary>Whether some of the rows may have another mean than 0.</summary>
    public required bool HasMean { get; init; }

    private SharedGram(float[] products, double[] withMean, double meanSquare) => (_products, _withMean, _meanSquare) = (products, withMean, meanSquare);

    public int RowCount => _withMean.Length;

    /// <summary>Of rows as they are scaled row by row.</summary>
    /// <param name="matrix">The rows.</param>
    /// <param name="columnsAtATime">Columns that inner products are made of at a time.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static SharedGram Of(DesignMatrix matrix, int columnsAtATime, ParallelOptions parallel)
    {
        matrix.Center(standardize: false);
        if (matrix.IsInMemory)
            matrix.Measure(parallel);
        var products = GramMatrix.Of(matrix, columnsAtATime, parallel);
        return new SharedGram(products, matrix.ProductsWithMean(parallel), matrix.MeanSquare) { HasMean = true };
    }

    /// <summary>Of rows that are standardised by what some of them are.</summary>
    /// <param name="matrix">The rows.</param>
    /// <param name="measured">Rows that mean and deviation are taken from.</param>
    /// <param name="columnsAtATime">Columns that inner products are made of at a time.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static SharedGram Standardized(DesignMatrix matrix, ImmutableArray<int> measured, int columnsAtATime, ParallelOptions parallel)
    {
        matrix.Standardize(measured, parallel);
        return new SharedGram(GramMatrix.Of(matrix, columnsAtATime, parallel), new double[matrix.RowCount], 0) { HasMean = false };
    }

    /// <summary>
    /// Those of some rows with others, rows and columns in the given order, of rows as they are, plus a constant: the square
    /// of a feature that all have.
    /// </summary>
    public float[] Products(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, double constant)
    {
        var result = new float[checked(rows.Length * columns.Length)];
        for (var i = 0; i < rows.Length; i++)
        {
            var source = _products.AsSpan(rows[i] * RowCount, RowCount);
            var target = result.AsSpan(i * columns.Length, columns.Length);
            var offset = _withMean[rows[i]] + _meanSquare + constant;
            for (var j = 0; j < target.Length; j++)
                target[j] = (float)(source[columns[j]] + offset + _withMean[columns[j]]);
        }

        return result;
    }

    /// <summary>Those of some rows with others, all less the mean of the others.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="withMean">Whether the mean is one more column.</param>
    /// <param name="isSquare">Whether rows and columns are the same, and the mean is to be one more row too.</param>
    public float[] CenteredProducts(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, bool withMean, bool isSquare)
    {
        var stride = columns.Length + (withMean ? 1 : 0);
        var result = new float[checked((rows.Length + (withMean && isSquare ? 1 : 0)) * stride)];
        var columnMeans = new double[columns.Length];
        var meanWithMean = 0.0;
        for (var j = 0; j < columns.Length; j++)
        {
            columnMeans[j] = Mean(columns[j], columns);
            meanWithMean += _withMean[columns[j]] / columns.Length;
        }

        var total = columnMeans.Average();
        for (var i = 0; i < rows.Length; i++)
        {
            var source = _products.AsSpan(rows[i] * RowCount, RowCount);
            var target = result.AsSpan(i * stride, stride);
            var rowMean = Mean(rows[i], columns);
            for (var j = 0; j < columns.Length; j++)
                target[j] = (float)(source[columns[j]] + total - rowMean - columnMeans[j]);
            // With M the mean of all rows and c that of the columns' rows less M, it is M + c.
            if (withMean)
                target[^1] = (float)(_withMean[rows[i]] - meanWithMean + rowMean - total);
            if (withMean && isSquare)
                result[rows.Length * stride + i] = target[^1];
        }

        if (withMean && isSquare)
            result[^1] = (float)(_meanSquare + 2 * meanWithMean + total);
        return result;
    }

    private double Mean(int row, ReadOnlySpan<int> columns)
    {
        var source = _products.AsSpan(row * RowCount, RowCount);
        var sum = 0.0;
        foreach (var column in columns)
            sum += source[column];
        return sum / columns.Length;
    }
}
