namespace Graft;

/// <summary>The factor of all scores with the lowest log-loss of their softmax: a convex problem of one number.</summary>
internal static class TemperatureFit
{
    // The factor times the spread of the scores stays between 1 / Range and Range.
    private const double Range = 100;

    // What a float32 factor can be, with room.
    private const double Most = 1e30;

    private const double Tolerance = 1e-10;
    private const int MaxSteps = 200;

    /// <summary>Newton's method on the derivative, with a bisection where a step would leave the interval that holds the minimum.</summary>
    public static double Slope(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount, double[] weights)
    {
        var spread = Spread(scores, classCount, weights);
        if (spread == 0)
            return 1;
        var (low, high) = (Math.Clamp(1 / (Range * spread), 1 / Most, Most), Math.Clamp(Range / spread, 1 / Most, Most));
        if (Derivatives(scores, labels, classCount, weights, low).First >= 0)
            return low;
        if (Derivatives(scores, labels, classCount, weights, high).First <= 0)
            return high;
        var slope = Math.Clamp(1, low, high);
        for (var step = 0; step < MaxSteps && high - low > Tolerance * low; step++)
        {
            var (first, second) = Derivatives(scores, labels, classCount, weights, slope);
            if (first == 0)
                return slope;
            (low, high) = first > 0 ? (low, slope) : (slope, high);
            var next = slope - first / second;
            if (!(next > low && next < high))
                next = Math.Sqrt(low * high);
            if (Math.Abs(next - slope) <= Tolerance * slope)
                return next;
            slope = next;
        }

        return slope;
    }

    /// <summary>Root mean square of what scores differ from the mean of their row.</summary>
    private static double Spread(ReadOnlySpan<float> scores, int classCount, double[] weights)
    {
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            var row = scores.Slice(i * classCount, classCount);
            var mean = 0.0;
            foreach (var score in row)
                mean += score;
            mean /= classCount;
            foreach (var score in row)
                sum += weights[i] * (score - mean) * (score - mean);
            total += weights[i] * classCount;
        }

        return Math.Sqrt(sum / total);
    }

    /// <summary>Of the weighted log-loss by the slope: expected score less the true class's, and the scores' variance.</summary>
    private static (double First, double Second) Derivatives(
        ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount, double[] weights, double slope)
    {
        var (first, second) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = scores.Slice(i * classCount, classCount);
            double max = float.NegativeInfinity;
            foreach (var score in row)
                max = Math.Max(max, score);
            var (sum, sumScores, sumSquares) = (0.0, 0.0, 0.0);
            foreach (var score in row)
            {
                // Relative to the highest score, so that neither exponential nor variance loses its digits.
                var below = score - max;
                var likelihood = Math.Exp(slope * below);
                sum += likelihood;
                sumScores += likelihood * below;
                sumSquares += likelihood * below * below;
            }

            var expected = sumScores / sum;
            first += weights[i] * (expected - (row[labels[i]] - max));
            second += weights[i] * (sumSquares / sum - expected * expected);
        }

        return (first, second);
    }
}
