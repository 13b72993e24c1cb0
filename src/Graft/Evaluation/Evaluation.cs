using System.Collections.Immutable;
using System.Globalization;

namespace Graft;

/// <summary>How well a classifier recognises samples it was not fitted on.</summary>
public sealed class Evaluation
{
    private const int TopCount = 5;

    private Evaluation(ImmutableArray<string> labelNames, ReadOnlySpan<int> labels, RankedPredictions predictions)
    {
        SampleCount = labels.Length;
        ConfusionMatrix = new ConfusionMatrix(labels, predictions.Labels, labelNames.Length);
        Classes = [.. labelNames.Select((name, k) => ClassMetrics.Of(name, ConfusionMatrix, k))];
        Accuracy = predictions.FractionRankedBelow(1);
        Rank5Accuracy = labelNames.Length < TopCount ? 1 : predictions.FractionRankedBelow(TopCount);
        MeanPerClassAccuracy = Classes.Where(c => c.Support > 0).Average(c => c.Recall);
        MacroF1 = Classes.Where((c, k) => c.Support > 0 || ConfusionMatrix.PredictedCount(k) > 0).Average(c => c.F1);
    }

    /// <summary>Number of samples tested.</summary>
    public int SampleCount { get; }

    /// <summary>Fraction of samples whose class has the highest score.</summary>
    public double Accuracy { get; }

    /// <summary>
    /// Fraction of samples whose class is among the five with the highest scores; of equal scores the lower label goes
    /// first. 1 with fewer than five classes.
    /// </summary>
    public double Rank5Accuracy { get; }

    /// <summary>Mean of the recalls of the classes that have samples; scikit-learn's balanced accuracy.</summary>
    public double MeanPerClassAccuracy { get; }

    /// <summary>Mean of the F1 of the classes that have samples or predictions, as scikit-learn averages.</summary>
    public double MacroF1 { get; }

    /// <summary>Metrics of every class of the classifier, in its order.</summary>
    public ImmutableArray<ClassMetrics> Classes { get; }

    /// <summary>Rows are true classes, columns predicted ones, both in the classifier's order.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>Tests a classifier. Classes are matched by name, so the set may have fewer of them or another order.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="test">Samples, made by the same recipe as the classifier's.</param>
    /// <param name="cancellationToken">Looked at before each block of rows.</param>
    /// <exception cref="GraftException">
    /// The set has no samples, other features than the classifier was fitted on, or samples of a class it does not know.
    /// </exception>
    public static Evaluation Of(Classifier classifier, IFeatureRows test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(test);
        EvaluationChecks.Require(classifier, test);
        var labels = EvaluationChecks.MatchLabels(classifier.LabelNames, test);
        return new Evaluation(classifier.LabelNames, labels, RankedPredictions.Of(classifier, test, labels, cancellationToken));
    }

    /// <summary>Evaluates known scores or probabilities, shape (labels.Length, labelNames.Length), row-major.</summary>
    internal static Evaluation Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, ImmutableArray<string> labelNames)
    {
        var predictions = new RankedPredictions(labels.Length);
        predictions.Add(0, scores, labels, labelNames.Length);
        return new Evaluation(labelNames, labels, predictions);
    }

    /// <summary>One line, such as <c>accuracy 0.912, rank-5 0.990, mean per class 0.905, macro F1 0.907 (340 samples)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"accuracy {Accuracy:F3}, rank-5 {Rank5Accuracy:F3}, mean per class {MeanPerClassAccuracy:F3}, macro F1 {MacroF1:F3} ({SampleCount} samples)");
}
