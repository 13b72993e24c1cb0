using System.Buffers;
using System.Collections.Immutable;

namespace Graft;

/// <summary>A fitted classifier: feature rows in, scores and probabilities of classes out. Immutable and safe to use from many threads.</summary>
public abstract class Classifier
{
    // Rows that are scaled at a time, so that the copy stays in the cache.
    private const int RowsPerPiece = 32;

    private protected Classifier(ImmutableArray<string> labelNames, int featureCount, FeatureRecipe? recipe, RowScaler scaler)
    {
        if (labelNames.IsDefault || labelNames.Length < 2 || labelNames.Distinct().Count() != labelNames.Length)
            throw new ArgumentException("At least 2 class names are needed, all different.", nameof(labelNames));
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (scaler.Scaling == FeatureScaling.Standardize && scaler.Center.Length != featureCount)
            throw new ArgumentException($"{scaler.Center.Length} centres for {featureCount} features.", nameof(scaler));
        (LabelNames, FeatureCount, Recipe, Scaler) = (labelNames, featureCount, recipe, scaler);
    }

    /// <summary>Name of the kind of classifier, such as <c>logistic</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Class names in label order; K of them.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Values per feature row.</summary>
    public int FeatureCount { get; }

    /// <summary>What made the features it was fitted on, and must make those it is given; null when nobody knows.</summary>
    public FeatureRecipe? Recipe { get; }

    /// <summary>How the fit went; null when that is not known, as of a classifier read from a file.</summary>
    public FitSummary? FitSummary { get; internal init; }

    /// <summary>What it does with rows first.</summary>
    internal RowScaler Scaler { get; }

    /// <summary>
    /// Scores of feature rows, the higher the likelier: of linear classifiers weights times features plus intercept, of
    /// others the share of votes.
    /// </summary>
    /// <param name="features">Shape (rows, <see cref="FeatureCount"/>), row-major.</param>
    /// <param name="scores">Shape (rows, K), row-major; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void Scores(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = RequireRows(features, scores);
        if (Scaler.Scaling == FeatureScaling.None)
        {
            ScoreRows(features, rowCount, scores);
            return;
        }

        var piece = ArrayPool<float>.Shared.Rent(checked(RowsPerPiece * FeatureCount));
        for (var row = 0; row < rowCount; row += RowsPerPiece)
        {
            var count = Math.Min(RowsPerPiece, rowCount - row);
            var scaled = piece.AsSpan(0, count * FeatureCount);
            features.Slice(row * FeatureCount, scaled.Length).CopyTo(scaled);
            Scaler.Apply(scaled, FeatureCount);
            ScoreRows(scaled, count, scores.Slice(row * LabelNames.Length, count * LabelNames.Length));
        }

        ArrayPool<float>.Shared.Return(piece);
    }

    /// <summary>Probabilities of feature rows; each row of them sums to 1 within 1e-6.</summary>
    /// <param name="features">Shape (rows, <see cref="FeatureCount"/>), row-major.</param>
    /// <param name="probabilities">Shape (rows, K), row-major; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public void Probabilities(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Scores(features, probabilities);
        for (var i = 0; i < probabilities.Length; i += LabelNames.Length)
            ToProbabilities(probabilities.Slice(i, LabelNames.Length));
    }

    /// <summary>The most probable label; the lowest of several.</summary>
    /// <param name="row">One feature row.</param>
    /// <returns>Index into <see cref="LabelNames"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="row"/> has another length than <see cref="FeatureCount"/>.</exception>
    public int Predict(ReadOnlySpan<float> row)
    {
        var probabilities = new float[LabelNames.Length];
        Probabilities(row, probabilities);
        return probabilities.IndexOf(probabilities.Max());
    }

    /// <summary>Scores of rows that are scaled already.</summary>
    private protected abstract void ScoreRows(ReadOnlySpan<float> features, int rowCount, Span<float> scores);

    /// <summary>Turns the scores of one row into probabilities.</summary>
    private protected abstract void ToProbabilities(Span<float> scores);

    private int RequireRows(ReadOnlySpan<float> features, ReadOnlySpan<float> results)
    {
        var rowCount = features.Length / FeatureCount;
        if (features.Length % FeatureCount != 0)
            throw new ArgumentException($"{features.Length} values do not make rows of {FeatureCount} features.", nameof(features));
        if (results.Length != rowCount * LabelNames.Length)
            throw new ArgumentException($"{rowCount} rows of {LabelNames.Length} classes do not fit {results.Length} results.", nameof(results));
        return rowCount;
    }
}
