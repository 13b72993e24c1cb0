namespace Graft.Tests.Support;

/// <summary>The objective of scikit-learn's logistic regression, in plain double loops.</summary>
internal static class ReferenceObjective
{
    /// <summary>C * sum of losses + |W|^2 / 2, or |w1 - w0|^2 / 2 with two classes.</summary>
    /// <param name="set">Samples, raw.</param>
    /// <param name="weights">Shape (K, D), row-major.</param>
    /// <param name="intercepts">K intercepts.</param>
    /// <param name="c">C.</param>
    public static double Of(FeatureSet set, ReadOnlySpan<double> weights, ReadOnlySpan<double> intercepts, double c)
    {
        var (width, classCount) = (set.FeatureCount, intercepts.Length);
        var sum = 0.0;
        for (var i = 0; i < set.RowCount; i++)
        {
            var scores = intercepts.ToArray();
            for (var k = 0; k < classCount; k++)
            {
                for (var j = 0; j < width; j++)
                    scores[k] += weights[k * width + j] * set.Row(i)[j];
            }

            var max = scores.Max();
            sum += max + Math.Log(scores.Sum(score => Math.Exp(score - max))) - scores[set.Labels[i]];
        }

        var squares = 0.0;
        for (var i = 0; i < weights.Length; i++)
            squares += weights[i] * weights[i];
        return c * sum + (classCount == 2 ? 1 : 0.5) * squares;
    }

    public static double Of(FeatureSet set, LinearClassifier classifier, double c) => Of(
        set,
        Array.ConvertAll(classifier.Weights.ToArray(), value => (double)value),
        Array.ConvertAll(classifier.Intercepts.ToArray(), value => (double)value),
        c);
}
