using System.Collections.Immutable;

namespace Graft;

/// <summary>Finds a <see cref="Calibration"/> for scores of rows that the classifier was not fitted on, such as those of the other folds.</summary>
public static class CalibrationFit
{
    /// <summary>
    /// The temperature T with the lowest log-loss of softmax(score / T) (Guo et al. 2017). It is kept between 1/100 and 100
    /// times the standard deviation of the scores within their rows, because scores that are all right have no best one.
    /// </summary>
    /// <param name="scores">Shape (labels.Length, classCount), row-major.</param>
    /// <param name="labels">The true label of each row; at least one.</param>
    /// <param name="classCount">K, at least 2.</param>
    /// <param name="sampleWeights">How much each row counts, at least 0 and finite, some of them more than 0; default when all count 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a score, label or weight is out of range.</exception>
    public static Calibration Temperature(
        ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount, ImmutableArray<double> sampleWeights = default)
    {
        Require(scores, labels, classCount);
        return Calibration.Temperature(1 / TemperatureFit.Slope(scores, labels, classCount, WeightsOf(sampleWeights, labels.Length)));
    }

    /// <summary>
    /// A sigmoid for each class against the rest, with Platt's targets, which are (n + 1) / (n + 2) and 1 / (m + 2) for n rows
    /// of the class and m others rather than 1 and 0; so scores that are all right have a best one (Platt 1999; Lin, Lin and
    /// Weng 2007).
    /// </summary>
    /// <inheritdoc cref="Temperature"/>
    public static Calibration Sigmoids(
        ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount, ImmutableArray<double> sampleWeights = default)
    {
        Require(scores, labels, classCount);
        var weights = WeightsOf(sampleWeights, labels.Length);
        var slopes = ImmutableArray.CreateBuilder<float>(classCount);
        var offsets = ImmutableArray.CreateBuilder<float>(classCount);
        var (column, isClass) = (new double[labels.Length], new bool[labels.Length]);
        for (var k = 0; k < classCount; k++)
        {
            for (var i = 0; i < labels.Length; i++)
                (column[i], isClass[i]) = (scores[i * classCount + k], labels[i] == k);
            var (slope, offset) = SigmoidFit.Of(column, isClass, weights);
            slopes.Add((float)slope);
            offsets.Add((float)offset);
        }

        return Calibration.Sigmoids(slopes.MoveToImmutable(), offsets.MoveToImmutable());
    }

    private static void Require(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        if (labels.IsEmpty || scores.Length != (long)labels.Length * classCount)
            throw new ArgumentException($"{scores.Length} scores for {labels.Length} rows of {classCount} classes.", nameof(scores));
        if (!FiniteCheck.AllFinite(scores))
            throw new ArgumentException("A score is not a finite number.", nameof(scores));
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)classCount)
                throw new ArgumentException($"Label {label} is outside 0..{classCount - 1}.", nameof(labels));
        }
    }

    private static double[] WeightsOf(ImmutableArray<double> sampleWeights, int count)
    {
        if (sampleWeights.IsDefault)
        {
            var ones = new double[count];
            Array.Fill(ones, 1);
            return ones;
        }

        if (sampleWeights.Length != count)
            throw new ArgumentException($"{sampleWeights.Length} weights for {count} rows.", nameof(sampleWeights));
        if (sampleWeights.Any(weight => !(weight >= 0 && double.IsFinite(weight))) || !(sampleWeights.Sum() > 0))
            throw new ArgumentException("Weights are at least 0 and finite, and some are more than 0.", nameof(sampleWeights));
        return [.. sampleWeights];
    }
}
