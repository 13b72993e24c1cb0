using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A fitted linear classifier: one weight vector and intercept for each class; the class with the highest score is the
/// prediction, and softmax makes the scores probabilities. Immutable and safe to use from many threads.
/// </summary>
public sealed class LinearClassifier
{
    // Partial sums of this many float32 products are added up in double.
    private const int ColumnBlock = 1024;

    // Weights with zero rows at the end, as the kernel wants them.
    private readonly float[] _weights;
    private readonly float[] _intercepts;

    /// <summary>Makes a classifier of known weights, which are copied.</summary>
    /// <param name="weights">Shape (K, FeatureCount), row-major.</param>
    /// <param name="intercepts">K intercepts.</param>
    /// <param name="labelNames">K class names in label order, at least 2, all different.</param>
    /// <param name="recipe">What made the features it was fitted on; null when nobody knows.</param>
    /// <param name="fitSummary">How the fit went; null when that is not known.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a value is not finite.</exception>
    public LinearClassifier(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> intercepts,
        ImmutableArray<string> labelNames,
        FeatureRecipe? recipe,
        FitSummary? fitSummary = null)
    {
        if (labelNames.IsDefault || labelNames.Length < 2 || labelNames.Distinct().Count() != labelNames.Length)
            throw new ArgumentException("At least 2 class names are needed, all different.", nameof(labelNames));
        if (intercepts.Length != labelNames.Length)
            throw new ArgumentException($"{intercepts.Length} intercepts for {labelNames.Length} classes.", nameof(intercepts));
        if (weights.Length == 0 || weights.Length % labelNames.Length != 0)
            throw new ArgumentException($"{weights.Length} weights do not make {labelNames.Length} rows.", nameof(weights));
        if (!FiniteCheck.AllFinite(weights))
            throw new ArgumentException("A weight is not a finite number.", nameof(weights));
        if (!FiniteCheck.AllFinite(intercepts))
            throw new ArgumentException("An intercept is not a finite number.", nameof(intercepts));

        (LabelNames, Recipe, FitSummary) = (labelNames, recipe, fitSummary);
        FeatureCount = weights.Length / labelNames.Length;
        _weights = new float[checked(MatrixKernels.Padded(labelNames.Length) * FeatureCount)];
        weights.CopyTo(_weights);
        _intercepts = intercepts.ToArray();
    }

    /// <summary>Class names in label order; K of them.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Values per feature row.</summary>
    public int FeatureCount { get; }

    /// <summary>Shape (K, <see cref="FeatureCount"/>), row-major.</summary>
    public ReadOnlyMemory<float> Weights => _weights.AsMemory(0, LabelNames.Length * FeatureCount);

    /// <summary>K intercepts.</summary>
    public ReadOnlyMemory<float> Intercepts => _intercepts;

    /// <summary>What made the features it was fitted on, and must make those it is given; null when nobody knows.</summary>
    public FeatureRecipe? Recipe { get; }

    /// <summary>How the fit went; null when that is not known, as of a classifier read from a file.</summary>
    public FitSummary? FitSummary { get; }

    /// <summary>Scores of feature rows: weights times features plus intercept.</summary>
    /// <param name="features">Shape (rows, <see cref="FeatureCount"/>), row-major.</param>
    /// <param name="scores">Shape (rows, K), row-major; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void Scores(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = RowCount(features, scores);
        var padded = MatrixKernels.Padded(LabelNames.Length);
        var sums = new double[checked(rowCount * padded)];
        Multiply(features, rowCount, sums, padded);
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < LabelNames.Length; k++)
                scores[r * LabelNames.Length + k] = (float)(sums[r * padded + k] + _intercepts[k]);
        }
    }

    /// <summary>Probabilities of feature rows; each row of them sums to 1 within 1e-6.</summary>
    /// <param name="features">Shape (rows, <see cref="FeatureCount"/>), row-major.</param>
    /// <param name="probabilities">Shape (rows, K), row-major; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void Probabilities(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Scores(features, probabilities);
        for (var i = 0; i < probabilities.Length; i += LabelNames.Length)
            Softmax.InPlace(probabilities.Slice(i, LabelNames.Length));
    }

    /// <summary>The label with the highest score; the lowest of several.</summary>
    /// <param name="row">One feature row.</param>
    /// <returns>Index into <see cref="LabelNames"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than <see cref="FeatureCount"/>.</exception>
    public int Predict(ReadOnlySpan<float> row)
    {
        var scores = new float[LabelNames.Length];
        Scores(row, scores);
        return scores.IndexOf(scores.Max());
    }

    private int RowCount(ReadOnlySpan<float> features, ReadOnlySpan<float> results)
    {
        var rowCount = features.Length / FeatureCount;
        if (features.Length % FeatureCount != 0)
            throw new ArgumentException($"{features.Length} values do not make rows of {FeatureCount} features.", nameof(features));
        if (results.Length != rowCount * LabelNames.Length)
            throw new ArgumentException($"{rowCount} rows of {LabelNames.Length} classes do not fit {results.Length} results.", nameof(results));
        return rowCount;
    }

    private unsafe void Multiply(ReadOnlySpan<float> features, int rowCount, double[] sums, int padded)
    {
        fixed (float* x = features, w = _weights)
        fixed (double* products = sums)
        {
            for (var column = 0; column < FeatureCount; column += ColumnBlock)
            {
                MatrixKernels.AddDotProducts(
                    x + column, FeatureCount, rowCount, w + column, FeatureCount, padded,
                    Math.Min(ColumnBlock, FeatureCount - column), products, padded);
            }
        }
    }
}
