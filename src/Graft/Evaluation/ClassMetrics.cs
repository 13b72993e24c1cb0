namespace Graft;

/// <summary>How well one class is recognised. A quotient with denominator 0 counts as 0, as in scikit-learn.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Precision">Fraction of the samples predicted to be of the class that are.</param>
/// <param name="Recall">Fraction of the samples of the class that are predicted to be.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
/// <param name="Support">Number of samples of the class.</param>
public sealed record ClassMetrics(string Name, double Precision, double Recall, double F1, int Support)
{
    internal static ClassMetrics Of(string name, ConfusionMatrix confusion, int label)
    {
        var (correct, support, predicted) = (confusion[label, label], confusion.TrueCount(label), confusion.PredictedCount(label));
        return new(
            name, Quotient(correct, predicted), Quotient(correct, support), Quotient(2 * correct, support + predicted), support);
    }

    /// <summary>Means of the metrics of classes; the support is the sum.</summary>
    internal static ClassMetrics Mean(string name, IReadOnlyCollection<ClassMetrics> classes, Func<ClassMetrics, double> weight)
    {
        var sum = classes.Sum(weight);
        return new(name, Of(c => c.Precision), Of(c => c.Recall), Of(c => c.F1), classes.Sum(c => c.Support));

        double Of(Func<ClassMetrics, double> metric) => classes.Sum(c => weight(c) * metric(c)) / sum;
    }

    private static double Quotient(int numerator, int denominator) =>
        denominator == 0 ? 0 : (double)numerator / denominator;
}
