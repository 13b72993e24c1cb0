namespace Graft;

/// <summary>From a feature file to a classifier and its accuracy: split, fit, evaluate.</summary>
public static class ClassifierTraining
{
    /// <summary>Fits on the training part of the file and evaluates on the rest.</summary>
    /// <exception cref="TrainingDataException">The samples do not suffice.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public static TrainingResult Run(FeatureFile features, TrainingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new TrainingOptions();
        // Before the rows are read: a split that cannot be made is known from the labels.
        var split = StratifiedSplit.Of(features.Labels, features.LabelNames, options.TestFraction, options.Seed);
        var all = features.ReadRows(0, features.RowCount);
        var train = all.Select(split.TrainRows.AsSpan());
        var classifier = LogisticRegression.Fit(train, options.Classifier, cancellationToken);
        var evaluation = split.TestRows.IsEmpty ? null : Evaluation.Of(classifier, all.Select(split.TestRows.AsSpan()));
        var record = new TrainingRecord
        {
            TestFraction = options.TestFraction,
            Seed = options.Seed,
            TrainCount = split.TrainRows.Length,
            TestCount = split.TestRows.Length,
            C = options.Classifier.C,
            Standardize = options.Classifier.Standardize,
            Converged = classifier.FitSummary!.Converged,
            Iterations = classifier.FitSummary.Iterations,
            Accuracy = evaluation?.Accuracy,
            ToolVersion = GraftVersion.Text,
            Created = Timestamp.Now(),
        };
        return new TrainingResult(classifier, record, SeenRows.Of(train), evaluation);
    }

    /// <summary>Makes sure, before features are extracted, that the images are enough for the split and the fit.</summary>
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

        StratifiedSplit.Of([.. images.Images.Select(image => image.Label)], images.LabelNames, options.TestFraction, options.Seed);
    }

    /// <summary>Evaluates a classifier on those rows of a feature file that it was not fitted on.</summary>
    /// <exception cref="FeatureFileException">The features are of another backbone, layer or preprocessing.</exception>
    /// <exception cref="TrainingDataException">It was fitted on every row.</exception>
    /// <exception cref="GraftException">There are no rows, or rows of a class that the classifier does not know.</exception>
    public static Evaluation Evaluate(LinearClassifier classifier, SeenRows seenRows, FeatureFile features)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(seenRows);
        ArgumentNullException.ThrowIfNull(features);
        if (FeatureRecipe.Difference(features.Recipe, classifier.Recipe) is { } difference)
            throw new FeatureFileException($"Feature file '{features.Path}' does not go with the classifier: {difference}. Extract the features again.", features.Path);

        var all = features.ReadRows(0, features.RowCount);
        var unseen = Enumerable.Range(0, all.SampleCount).Where(row => !seenRows.Contains(all, row)).ToArray();
        if (unseen.Length == 0 && all.SampleCount > 0)
        {
            throw new TrainingDataException(
                $"The classifier was fitted on every row of '{features.Path}', so its accuracy there would say nothing. Evaluate it on other photos, or train with a test fraction.");
        }

        return Evaluation.Of(classifier, all.Select(unseen));
    }
}
