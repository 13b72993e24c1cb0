using System.Buffers;

namespace Graft;

/// <summary>From the solution of a minimisation to a classifier of features as they are stored.</summary>
internal static class LinearResult
{
    /// <summary>From coefficients of rows to weights of features, W = A^T X, in one pass over X.</summary>
    /// <param name="matrix">X.</param>
    /// <param name="solution">A.</param>
    /// <param name="task">The intercept's scaling.</param>
    /// <param name="isFeature">Whether the intercept is the weight of a feature of its own.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static LinearSolution MapBack(DesignMatrix matrix, LinearSolution solution, LinearTask task, bool isFeature, ParallelOptions parallel)
    {
        var count = solution.Intercepts.Length;
        var coefficients = Padded(solution.Weights, count);
        var sums = Combination.OfAll(matrix, coefficients, count, parallel);
        var weights = new double[checked(count * matrix.ColumnCount)];
        var stride = MatrixKernels.Padded(matrix.ColumnCount);
        var intercepts = solution.Intercepts.ToArray();
        for (var k = 0; k < count; k++)
        {
            var row = weights.AsSpan(k * matrix.ColumnCount, matrix.ColumnCount);
            sums.AsSpan(k * stride, matrix.ColumnCount).CopyTo(row);
            if (solution.Weights.Length > matrix.RowCount * count)
                VectorMath.AddScaled(row, solution.Weights[matrix.RowCount * count + k], matrix.Mean);
            else if (isFeature)
                intercepts[k] = task.InterceptScaling * task.InterceptScaling * Total(solution.Weights, k, count);
        }

        return solution with { Weights = weights, Intercepts = intercepts };
    }

    /// <summary>Scores of all rows, shape (N, K), row-major, summed in double.</summary>
    public static double[] Scores(DesignMatrix matrix, LinearSolution solution, ParallelOptions parallel)
    {
        var (count, width) = (solution.Intercepts.Length, matrix.ColumnCount);
        var scores = new double[checked(matrix.RowCount * count)];
        foreach (var block in matrix.Blocks())
        {
            Parallel.For(0, block.RowCount, parallel, r =>
            {
                var row = ArrayPool<float>.Shared.Rent(MatrixKernels.Padded(width));
                matrix.CopyTile(block.Values.Span, r, 1, 0, width, row, row.Length);
                for (var k = 0; k < count; k++)
                    scores[(block.FirstRow + r) * count + k] = VectorMath.Dot(solution.Weights.AsSpan(k * width, width), row.AsSpan(0, width)) + solution.Intercepts[k];
                ArrayPool<float>.Shared.Return(row);
            });
        }

        return scores;
    }

    public static LinearClassifier ToClassifier(
        LinearModel model, DesignMatrix matrix, LinearSolution solution, IFeatureRows train, FeatureScaling scaling, FitSummary summary)
    {
        var (count, width) = (solution.Intercepts.Length, matrix.ColumnCount);
        var intercepts = new double[count];
        for (var k = 0; k < count; k++)
            intercepts[k] = matrix.MapBack(solution.Weights.AsSpan(k * width, width), solution.Intercepts[k]);
        var weights = Array.ConvertAll(solution.Weights, value => (float)value);
        if (Array.FindIndex(weights, value => !float.IsFinite(value)) is >= 0 and var place)
        {
            throw new TrainingDataException(
                $"Feature {place % width} varies so little that its weight is beyond float32. Use another scaling than {OptionTexts.Scaling(scaling)}, or leave it out.");
        }

        var offsets = Array.ConvertAll(intercepts, value => (float)value);
        // One score tells two classes apart: the first is what the second is not.
        if (count == 1)
            (weights, offsets) = ([.. weights.Select(value => -value), .. weights], [-offsets[0], offsets[0]]);
        return new LinearClassifier(
            model, weights, offsets, train.LabelNames, train.Recipe, scaling == FeatureScaling.Standardize ? FeatureScaling.None : scaling)
        {
            FitSummary = summary,
        };
    }

    /// <summary>Float32, each row followed by zeros up to a multiple of the kernels' width.</summary>
    public static float[] Padded(double[] values, int count)
    {
        var padded = MatrixKernels.Padded(count);
        var result = new float[checked(values.Length / count * padded)];
        for (var i = 0; i < values.Length; i++)
            result[i / count * padded + i % count] = (float)values[i];
        return result;
    }

    private static double Total(double[] values, int column, int count)
    {
        var sum = 0.0;
        for (var i = column; i < values.Length; i += count)
            sum += values[i];
        return sum;
    }
}
