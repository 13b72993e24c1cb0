using System.Collections.Immutable;

namespace Graft;

/// <summary>The learning curve of a classifier that is finished, from the rows it was fitted on.</summary>
internal static class ReportCurve
{
    /// <returns>The curve, or why there is none; neither where none is wanted.</returns>
    public static (ImmutableArray<LearningCurvePoint> Points, string? Problem) Run(
        ClassifierFile classifier, IFeatureRows rows, ImmutableArray<int> unseen, ReportOptions options, IProgress<ReportProgress>? progress, CancellationToken cancellationToken)
    {
        if (!options.HasLearningCurve)
            return ([], null);
        if (classifier.Record.Classifier == "finetuned")
            return ([], "A fine-tuned network is not fitted again on a part of its photos: that would take many times as long as everything else in this report.");
        ImmutableArray<int> seen = [.. Enumerable.Range(0, rows.RowCount).Except(unseen)];
        if (seen.Length != classifier.Record.TrainCount)
        {
            return ([], $"The curve needs the {classifier.Record.TrainCount:N0} rows that the classifier was fitted on, and the features given hold "
                + $"{(seen.IsEmpty ? "none" : $"{seen.Length:N0}")} of them. Give the feature file that it was trained on.");
        }

        if (classifier.Record.HasSampleWeights)
            return ([], "The classifier was fitted with weights of rows, which it does not keep, so that it cannot be fitted again.");
        if (RecordedOptions.Of(classifier.Record) is not { } fit)
            return ([], $"The classifier was fitted with options that this version of Graft does not know ({classifier.Record.Classifier}, {classifier.Record.Settings}).");
        var shares = LearningCurve.UsualShares;
        var done = 0;
        progress?.Report(new ReportProgress(ReportStage.LearningCurve, 0, shares.Length));
        ImmutableArray<LearningCurvePoint> points;
        try
        {
            points = LearningCurve.Run(
                fit with { Threads = options.Threads }, rows.Select(seen), rows.Select(unseen), shares, options.Seed,
                _ => progress?.Report(new ReportProgress(ReportStage.LearningCurve, ++done, shares.Length)), cancellationToken);
        }
        catch (TrainingDataException e)
        {
            // Such as a class that only another of several files has rows of; the rest of the report does not need the curve.
            return ([], e.Message);
        }

        return points.IsEmpty ? ([], "There are too few training rows to fit on a share of them.") : (points, null);
    }
}
