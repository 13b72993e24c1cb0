using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// How far the probabilities of predicted classes are from the share of predictions that are right, on average, over bins
/// of equal width (Guo et al. 2017). 0 is best, and near 1 the worst.
/// </summary>
public static class ExpectedCalibrationError
{
    /// <summary>Number of bins of most publications.</summary>
    internal const int UsualBins = 15;

    /// <summary>Mean over all predictions of |confidence - accuracy| of their bin.</summary>
    /// <inheritdoc cref="Bins(ReadOnlySpan{float}, ReadOnlySpan{int}, int, int)"/>
    public static double Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classCount, int bins = UsualBins) =>
        Of(Bins(probabilities, labels, classCount, bins));

    /// <summary>What is drawn as a reliability diagram.</summary>
    /// <param name="probabilities">Shape (labels.Length, classCount), row-major; of the highest of a row, the first is the prediction.</param>
    /// <param name="labels">The true label of each row; at least one.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <param name="bins">Number of bins, at least 1; bin b holds confidences above b / bins, and up to (b + 1) / bins.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a probability is not in 0..1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public static ImmutableArray<ReliabilityBin> Bins(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classCount, int bins = UsualBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (labels.IsEmpty || probabilities.Length != (long)labels.Length * classCount)
            throw new ArgumentException($"{probabilities.Length} probabilities for {labels.Length} rows of {classCount} classes.", nameof(probabilities));
        var (confidences, isCorrect) = (new float[labels.Length], new bool[labels.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = probabilities.Slice(i * classCount, classCount);
            var predicted = Highest(row);
            (confidences[i], isCorrect[i]) = (row[predicted], predicted == labels[i]);
        }

        return Bins(confidences, isCorrect, bins);
    }

    /// <summary>The same of the probabilities of predicted labels alone.</summary>
    internal static ImmutableArray<ReliabilityBin> Bins(ReadOnlySpan<float> confidences, ReadOnlySpan<bool> isCorrect, int bins)
    {
        var (sums, correct, counts) = (new double[bins], new int[bins], new int[bins]);
        for (var i = 0; i < confidences.Length; i++)
        {
            // A little above 1 is what rounding makes of 1.
            if (!(confidences[i] >= 0 && confidences[i] < 1.001f))
                throw new ArgumentException($"Row {i} has probability {confidences[i]}.", nameof(confidences));
            var bin = Math.Clamp((int)Math.Ceiling((double)confidences[i] * bins) - 1, 0, bins - 1);
            sums[bin] += confidences[i];
            correct[bin] += isCorrect[i] ? 1 : 0;
            counts[bin]++;
        }

        return [.. Enumerable.Range(0, bins).Select(bin => counts[bin] == 0
            ? new ReliabilityBin(0, 0, 0)
            : new ReliabilityBin(sums[bin] / counts[bin], (double)correct[bin] / counts[bin], counts[bin]))];
    }

    internal static double Of(ImmutableArray<ReliabilityBin> bins)
    {
        double count = bins.Sum(bin => bin.Count);
        return bins.Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy) / count);
    }

    private static int Highest(ReadOnlySpan<float> row)
    {
        var highest = 0;
        for (var k = 1; k < row.Length; k++)
        {
            // NaN is not less than anything, and must not be passed over.
            if (!(row[k] <= row[highest]))
                highest = k;
        }

        return highest;
    }
}
