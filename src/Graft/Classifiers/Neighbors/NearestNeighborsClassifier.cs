using System.Buffers;
using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Training rows, and a vote of those nearest to a row: scores and probabilities are the shares of votes, and the class
/// with most is the prediction. Of equally near rows the one that came first in training votes.
/// </summary>
public sealed class NearestNeighborsClassifier : Classifier
{
    // Enough queries that a training row in the cache meets several, and products that take no more than 8 MB.
    private const int MostQueries = 32;
    private const int MostProducts = 1 << 20;

    private readonly NeighborSearch _search;

    internal NearestNeighborsClassifier(
        NeighborRows rows,
        int neighborCount,
        NeighborMetric metric,
        NeighborWeights weights,
        ImmutableArray<string> labelNames,
        FeatureRecipe? recipe,
        RowScaler scaler)
        : base(labelNames, rows.FeatureCount, recipe, scaler)
    {
        if (neighborCount < 1 || neighborCount > rows.Count)
            throw new ArgumentException($"{neighborCount} neighbours of {rows.Count} training rows.", nameof(neighborCount));
        if (!FiniteCheck.AllFinite(rows.Values.Span))
            throw new ArgumentException("A training row has a value that is not a finite number.", nameof(rows));
        foreach (var label in rows.Labels)
        {
            if ((uint)label >= (uint)labelNames.Length)
                throw new ArgumentException($"Label {label} is outside 0..{labelNames.Length - 1}.", nameof(rows));
        }

        (Rows, NNeighbors, Metric, Weights) = (rows, neighborCount, metric, weights);
        _search = new NeighborSearch(rows, metric, neighborCount);
    }

    /// <inheritdoc/>
    public override string Name => "knn";

    /// <summary>Neighbours that vote.</summary>
    public int NNeighbors { get; }

    /// <summary>How near is measured.</summary>
    public NeighborMetric Metric { get; }

    /// <summary>How much a neighbour's vote counts.</summary>
    public NeighborWeights Weights { get; }

    /// <summary>Number of training rows, all of which it keeps.</summary>
    public int TrainingRowCount => Rows.Count;

    /// <summary>The training rows, scaled.</summary>
    internal NeighborRows Rows { get; }

    private protected override void ScoreRows(ReadOnlySpan<float> features, int rowCount, Span<float> scores)
    {
        var piece = Math.Clamp(MostProducts / Rows.Count, 1, MostQueries);
        var rented = ArrayPool<double>.Shared.Rent(piece * Rows.Count);
        for (var first = 0; first < rowCount; first += piece)
        {
            var count = Math.Min(piece, rowCount - first);
            var queries = features.Slice(first * FeatureCount, count * FeatureCount);
            var products = rented.AsSpan(0, count * Rows.Count);
            Rows.Multiply(queries, count, products);
            for (var i = 0; i < count; i++)
            {
                Vote(
                    queries.Slice(i * FeatureCount, FeatureCount),
                    products.Slice(i * Rows.Count, Rows.Count),
                    scores.Slice((first + i) * LabelNames.Length, LabelNames.Length));
            }
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    private protected override void ToProbabilities(Span<float> scores)
    {
        // Shares of votes are probabilities.
    }

    private void Vote(ReadOnlySpan<float> query, ReadOnlySpan<double> products, Span<float> shares)
    {
        var nearest = _search.Nearest(query, products);
        var votes = new double[shares.Length];
        var total = 0.0;
        foreach (var (row, weight) in nearest.Zip(WeightsOf(query, nearest)))
        {
            votes[Rows.Labels[row]] += weight;
            total += weight;
        }

        for (var k = 0; k < shares.Length; k++)
            shares[k] = (float)(votes[k] / total);
    }

    private double[] WeightsOf(ReadOnlySpan<float> query, int[] nearest)
    {
        var weights = new double[nearest.Length];
        Array.Fill(weights, 1);
        if (Weights == NeighborWeights.Uniform)
            return weights;
        for (var i = 0; i < nearest.Length; i++)
            weights[i] = _search.Distance(query, nearest[i]);
        var someAreZero = weights.Contains(0);
        foreach (ref var weight in weights.AsSpan())
            weight = !someAreZero ? 1 / weight : weight == 0 ? 1 : 0;
        return weights;
    }
}
