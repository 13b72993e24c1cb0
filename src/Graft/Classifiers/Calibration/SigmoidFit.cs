namespace Graft;

/// <summary>Slope and offset of the sigmoid with the lowest log-loss to Platt's targets, by Newton's method (Lin, Lin and Weng 2007).</summary>
internal static class SigmoidFit
{
    private const int MaxSteps = 100;
    private const double GradientTolerance = 1e-10;
    private const double LeastStep = 1e-10;
    private const double Ridge = 1e-12;

    /// <summary>Fits sigmoid(slope * score + offset) to whether a row is of the class.</summary>
    /// <param name="scores">Score of each row for the class; overwritten.</param>
    /// <param name="isClass">Whether the row is of the class.</param>
    /// <param name="weights">How much the row counts.</param>
    public static (double Slope, double Offset) Of(double[] scores, bool[] isClass, double[] weights)
    {
        var (positive, negative) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
            _ = isClass[i] ? positive += weights[i] : negative += weights[i];
        var (high, low) = ((positive + 1) / (positive + 2), 1 / (negative + 2));
        var targets = Array.ConvertAll(isClass, of => of ? high : low);
        var (mean, deviation) = Standardize(scores, weights);
        var (slope, offset) = Minimize(scores, targets, weights, Math.Log((positive + 1) / (negative + 1)));
        return (slope / deviation, offset - slope * mean / deviation);
    }

    /// <summary>Scores to mean 0 and deviation 1, so that the steps do not depend on their size; a constant score to 0.</summary>
    private static (double Mean, double Deviation) Standardize(double[] scores, double[] weights)
    {
        // A slope is stored as float32 and must not overflow.
        const double LeastDeviation = 1e-30;
        var (total, mean, variance) = (weights.Sum(), 0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
            mean += weights[i] * scores[i] / total;
        for (var i = 0; i < scores.Length; i++)
            variance += weights[i] * (scores[i] - mean) * (scores[i] - mean) / total;
        var deviation = Math.Sqrt(variance);
        if (!(deviation > Math.Max(LeastDeviation, 1e-12 * Math.Abs(mean))))
        {
            Array.Clear(scores);
            return (0, 1);
        }

        for (var i = 0; i < scores.Length; i++)
            scores[i] = (scores[i] - mean) / deviation;
        return (mean, deviation);
    }

    private static (double Slope, double Offset) Minimize(double[] scores, double[] targets, double[] weights, double offset)
    {
        var (slope, total) = (0.0, weights.Sum());
        var loss = Loss(scores, targets, weights, slope, offset);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (g1, g2, h11, h12, h22) = Derivatives(scores, targets, weights, slope, offset);
            if (Math.Max(Math.Abs(g1), Math.Abs(g2)) <= GradientTolerance * total)
                break;
            var ridge = Ridge * total;
            var determinant = (h11 + ridge) * (h22 + ridge) - h12 * h12;
            var (d1, d2) = (-((h22 + ridge) * g1 - h12 * g2) / determinant, -((h11 + ridge) * g2 - h12 * g1) / determinant);
            var size = 1.0;
            var next = Loss(scores, targets, weights, slope + d1, offset + d2);
            while (!(next <= loss + 1e-4 * size * (g1 * d1 + g2 * d2)) && size > LeastStep)
            {
                size /= 2;
                next = Loss(scores, targets, weights, slope + size * d1, offset + size * d2);
            }

            // Where no step lowers the loss any more, rounding is all that is left.
            if (size <= LeastStep)
                break;
            (slope, offset, loss) = (slope + size * d1, offset + size * d2, next);
        }

        return (slope, offset);
    }

    private static double Loss(double[] scores, double[] targets, double[] weights, double slope, double offset)
    {
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var logit = slope * scores[i] + offset;
            sum += weights[i] * (Math.Max(logit, 0) - targets[i] * logit + double.LogP1(Math.Exp(-Math.Abs(logit))));
        }

        return sum;
    }

    private static (double Slope, double Offset, double SlopeSlope, double SlopeOffset, double OffsetOffset) Derivatives(
        double[] scores, double[] targets, double[] weights, double slope, double offset)
    {
        var (g1, g2, h11, h12, h22) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-(slope * scores[i] + offset)));
            var (gradient, curvature) = (weights[i] * (p - targets[i]), weights[i] * p * (1 - p));
            g1 += gradient * scores[i];
            g2 += gradient;
            h11 += curvature * scores[i] * scores[i];
            h12 += curvature * scores[i];
            h22 += curvature;
        }

        return (g1, g2, h11, h12, h22);
    }
}
