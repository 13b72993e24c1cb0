using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Graft;

/// <summary>From a feature file to a classifier and its accuracy: split, search, fit, evaluate.</summary>
public static class ClassifierTraining
{
    /// <summary>
    /// Keeps a test part, cross-validates the candidates on the rest where there are several, fits the best on all of the
    /// rest, and evaluates it once on the test part.
    /// </summary>
    /// <param name="features">All rows.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told of each fit of a cross-validation, one at a time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">The samples do not suffice, are not finite, or do not fit the memory.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingResult Run(
        IFeatureRows features, TrainingOptions? options = null, IProgress<SearchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return Run(features, options ?? new(), OutOfFoldCalibration.Standard, progress, cancellationToken);
        }
        catch (AggregateException e)
        {
            // What one of several threads met, a full disk below the progress for one, comes out as it was.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
            throw;
        }
    }

    internal static TrainingResult Run(
        IFeatureRows features, TrainingOptions options, OutOfFoldCalibration calibration, IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(features);
        TrainingOptionChecks.Require(options, features.RowCount);
        TrainingChecks.Require(features, options.SampleWeights);
        var plan = TrainingPlan.Of(features.Labels, features.LabelNames, options);
        var (train, test) = (features.Select(plan.Split.TrainRows), plan.Split.TestRows.IsEmpty ? null : features.Select(plan.Split.TestRows));
        var weights = RowWeights.Select(options.SampleWeights, plan.Split.TrainRows);
        TrainingChecks.Require(train, weights);
        var candidates = options.ReadyCandidates;
        RequireAll(candidates, train, options.SearchFolds > 0 || options.Calibrate ? plan.Folds : [], weights);
        var contradictions = RowReview.Run(features, cancellationToken);

        var search = options.SearchFolds == 0 ? null
            : ClassifierSearch.Run(train, candidates, plan.Folds, options.Repeats, weights, progress, cancellationToken);
        var (winner, row) = search is null ? (candidates[0], null) : (candidates[search.Rows.IndexOf(search.Best!)], search.Best);
        var classifier = winner.Fit(train, weights, cancellationToken);
        var calibrated = options.Calibrate
            ? calibration.Run((LinearClassifier)classifier, winner, train, plan.Folds[..options.CalibrationFolds], weights, test, cancellationToken)
            : null;
        classifier = calibrated?.Classifier ?? classifier;
        var evaluation = test is null ? null : Evaluation.Of(classifier, test, cancellationToken);
        var seen = SeenRows.Of(train, cancellationToken);
        var record = new TrainingRecord
        {
            TestFraction = options.TestFraction,
            Seed = options.Seed,
            TrainCount = plan.Split.TrainRows.Length,
            TestCount = plan.Split.TestRows.Length,
            Classifier = winner.Name,
            Scaling = OptionTexts.Scaling(winner.Scaling),
            Settings = OptionTexts.Settings(winner),
            Converged = classifier.FitSummary?.Converged ?? true,
            Iterations = classifier.FitSummary?.Iterations ?? 0,
            Accuracy = evaluation?.Accuracy,
            Folds = options.SearchFolds,
            Repeats = search?.Repeats ?? 0,
            CrossValidatedMean = row?.Mean,
            CrossValidatedDeviation = row?.Deviation,
            CalibrationMethod = calibrated?.Classifier.Calibration.Method.ToString().ToLowerInvariant(),
            CalibrationErrorBefore = calibrated?.ErrorBefore,
            CalibrationErrorAfter = calibrated?.ErrorAfter,
            HasSampleWeights = !options.SampleWeights.IsDefault,
            ToolVersion = GraftVersion.Text,
            Created = Timestamp.Now(),
        };
        return new TrainingResult(classifier, record, seen, evaluation, search) { Contradictions = contradictions };
    }

    /// <summary>Whatever would end a search in the middle ends it before it begins.</summary>
    private static void RequireAll(
        ImmutableArray<ClassifierOptions> candidates, IFeatureRows train, ImmutableArray<Split> folds, ImmutableArray<double> weights)
    {
        foreach (var rows in folds.Select(fold => fold.TrainRows))
        {
            var part = train.Select(rows);
            TrainingChecks.Require(part, RowWeights.Select(weights, rows));
            foreach (var candidate in candidates)
                candidate.Require(part, weights);
        }

        foreach (var candidate in candidates)
            candidate.Require(train, weights);
    }

    /// <summary>Makes sure, before features are extracted, that the images are enough for the split, the folds and the fit.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">They are not.</exception>
    public static void Check(ImageSet images, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        if (images.LabelNames.Length == 1)
        {
            throw new TrainingDataException(
                $"All {images.Images.Length:N0} images are of class '{images.LabelNames[0]}'; at least 2 classes are needed. Put the photos of each class into a folder of its own.");
        }

        TrainingPlan.Of([.. images.Images.Select(image => image.Label)], images.LabelNames, options);
    }

    /// <summary>Evaluates a classifier on those rows that it was not fitted on.</summary>
    /// <exception cref="FeatureFileException">The features are of another backbone, layer or preprocessing.</exception>
    /// <exception cref="TrainingDataException">It was fitted on every row, or two files have a row in common.</exception>
    /// <exception cref="GraftException">There are no rows, or rows of a class that the classifier does not know.</exception>
    public static Evaluation Evaluate(Classifier classifier, SeenRows seenRows, IFeatureRows features)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(seenRows);
        ArgumentNullException.ThrowIfNull(features);
        return Evaluation.Of(classifier, features.Select(UnseenRows.Of(classifier, seenRows, features)));
    }
}
