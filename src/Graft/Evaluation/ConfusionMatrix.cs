using System.Collections.Immutable;

namespace Graft;

/// <summary>How many samples of each true class were predicted to be of each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    internal ConfusionMatrix(ReadOnlySpan<int> trueLabels, ReadOnlySpan<int> predictedLabels, int classCount)
    {
        ClassCount = classCount;
        _counts = new int[checked(classCount * classCount)];
        for (var i = 0; i < trueLabels.Length; i++)
            _counts[trueLabels[i] * classCount + predictedLabels[i]]++;
    }

    /// <summary>Number of classes, K; the matrix is K x K.</summary>
    public int ClassCount { get; }

    /// <summary>Samples of class <paramref name="trueLabel"/> that were predicted to be <paramref name="predictedLabel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is not in 0..ClassCount - 1.</exception>
    public int this[int trueLabel, int predictedLabel]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)trueLabel, (uint)ClassCount, nameof(trueLabel));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predictedLabel, (uint)ClassCount, nameof(predictedLabel));
            return _counts[trueLabel * ClassCount + predictedLabel];
        }
    }

    /// <summary>What lies beside the diagonal and is not 0, the most samples first, then in label order.</summary>
    internal ImmutableArray<ConfusedPair> Pairs()
    {
        var pairs = new List<ConfusedPair>();
        for (var place = 0; place < _counts.Length; place++)
        {
            if (_counts[place] > 0 && place / ClassCount != place % ClassCount)
                pairs.Add(new ConfusedPair(place / ClassCount, place % ClassCount, _counts[place]));
        }

        return [.. pairs.OrderByDescending(pair => pair.Count)];
    }

    /// <summary>Samples of a true class: the sum of its row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is not in 0..ClassCount - 1.</exception>
    public int TrueCount(int label)
    {
        var count = 0;
        for (var k = 0; k < ClassCount; k++)
            count += this[label, k];
        return count;
    }

    /// <summary>Samples predicted to be of a class: the sum of its column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is not in 0..ClassCount - 1.</exception>
    public int PredictedCount(int label)
    {
        var count = 0;
        for (var k = 0; k < ClassCount; k++)
            count += this[k, label];
        return count;
    }
}
