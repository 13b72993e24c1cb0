using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// How far the probabilities of predicted classes are from the share of predictions that are right, on average, over bins
/// of equal width (Guo et al. 2017). 0 is best, and near 1 the worst.
/// </summary>
public static class ExpectedCalibrationError
{
    /// <summary>Mean over all predictions of |confidence - accuracy| of their bin.</summary>
    /// <inheritdoc cref="Bins"/>
    public static double Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classCount, int bins = 15)
    {
        var error = 0.0;
        foreach (var bin in Bins(probabilities, labels, classCount, bins))
            error += bin.Count * Math.Abs(bin.Confidence - bin.Accuracy) / labels.Length;
        return error;
    }

    /// <summary>What is drawn as a reliability diagram.</summary>
    /// <param name="probabilities">Shape (labels.Length, classCount), row-major; of the highest of a row, the first is the prediction.</param>
    /// <param name="labels">The true label of each row; at least one.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <param name="bins">Number of bins, at least 1; bin b holds confidences above b / bins, and up to (b + 1) / bins.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a probability is not in 0..1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public static ImmutableArray<ReliabilityBin> Bins(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classCount, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (labels.IsEmpty || probabilities.Length != (long)labels.Length * classCount)
            throw new ArgumentException($"{probabilities.Length} probabilities for {labels.Length} rows of {classCount} classes.", nameof(probabilities));
        var (confidences, correct, counts) = (new double[bins], new int[bins], new int[bins]);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = probabilities.Slice(i * classCount, classCount);
            var predicted = Highest(row);
            // A little above 1 is what rounding makes of 1.
            if (!(row[predicted] >= 0 && row[predicted] < 1.001f))
                throw new ArgumentException($"Row {i} has probability {row[predicted]}.", nameof(probabilities));
            var bin = Math.Clamp((int)Math.Ceiling((double)row[predicted] * bins) - 1, 0, bins - 1);
            confidences[bin] += row[predicted];
            correct[bin] += predicted == labels[i] ? 1 : 0;
            counts[bin]++;
        }

        return [.. Enumerable.Range(0, bins).Select(bin => counts[bin] == 0
            ? new ReliabilityBin(0, 0, 0)
            : new ReliabilityBin(confidences[bin] / counts[bin], (double)correct[bin] / counts[bin], counts[bin]))];
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
