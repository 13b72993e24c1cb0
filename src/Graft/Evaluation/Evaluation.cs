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
        CorrectCount = predictions.CountRankedBelow(1);
        Rank5Accuracy = labelNames.Length < TopCount ? 1 : (double)predictions.CountRankedBelow(TopCount) / SampleCount;
        MeanPerClassAccuracy = Classes.Where(c => c.Support > 0).Average(c => c.Recall);
        var present = Classes.Where((c, k) => c.Support > 0 || ConfusionMatrix.PredictedCount(k) > 0).ToList();
        MacroAverage = ClassMetrics.Mean("macro average", present, _ => 1);
        WeightedAverage = ClassMetrics.Mean("weighted average", present, c => c.Support);
        ReliabilityBins = predictions.ReliabilityBins();
        CalibrationError = ExpectedCalibrationError.Of(ReliabilityBins);
        ConfusedPairs = ConfusionMatrix.Pairs();
        Mistakes = predictions.Mistakes(labels);
    }

    /// <summary>Number of samples tested.</summary>
    public int SampleCount { get; }

    /// <summary>Samples whose class has the highest score.</summary>
    public int CorrectCount { get; }

    /// <summary>Fraction of samples whose class has the highest score.</summary>
    public double Accuracy => (double)CorrectCount / SampleCount;

    /// <summary>95% confidence interval of <see cref="Accuracy"/>.</summary>
    public AccuracyInterval Interval => AccuracyInterval.Of(CorrectCount, SampleCount);

    /// <summary>
    /// Fraction of samples whose class is among the five with the highest scores; of equal scores the lower label goes
    /// first. 1 with fewer than five classes.
    /// </summary>
    public double Rank5Accuracy { get; }

    /// <summary>Mean of the recalls of the classes that have samples; scikit-learn's balanced accuracy.</summary>
    public double MeanPerClassAccuracy { get; }

    /// <summary>Means over the classes that have samples or predictions, as scikit-learn averages. Its support is that of all.</summary>
    public ClassMetrics MacroAverage { get; }

    /// <summary>The same means, with classes counting by their support.</summary>
    public ClassMetrics WeightedAverage { get; }

    /// <summary>Metrics of every class of the classifier, in its order.</summary>
    public ImmutableArray<ClassMetrics> Classes { get; }

    /// <summary>Rows are true classes, columns predicted ones, both in the classifier's order.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>Pairs of classes that were confused, those of most samples first, then in label order.</summary>
    public ImmutableArray<ConfusedPair> ConfusedPairs { get; }

    /// <summary>Predictions by how sure the classifier was of them, in 15 bins of equal width.</summary>
    public ImmutableArray<ReliabilityBin> ReliabilityBins { get; }

    /// <summary>Expected calibration error over these bins, 0 to 1.</summary>
    public double CalibrationError { get; }

    /// <summary>Every sample that was taken for another class, the surest mistake first.</summary>
    public ImmutableArray<Mistake> Mistakes { get; }

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

    /// <summary>Evaluates known probabilities, shape (labels.Length, labelNames.Length), row-major.</summary>
    internal static Evaluation Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, ImmutableArray<string> labelNames)
    {
        var predictions = new RankedPredictions(labels.Length);
        predictions.Add(0, probabilities, labels, labelNames.Length);
        return new Evaluation(labelNames, labels, predictions);
    }

    /// <summary>One line, such as <c>accuracy 0.912, rank-5 0.990, mean per class 0.905, macro F1 0.907 (340 samples)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"accuracy {Accuracy:F3}, rank-5 {Rank5Accuracy:F3}, mean per class {MeanPerClassAccuracy:F3}, macro F1 {MacroAverage.F1:F3} ({SampleCount} samples)");
}
