using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Calibrates a linear classifier on scores of its training rows that fits without these rows gave: on rows that a fit has
/// seen, scores are surer than on others.
/// </summary>
/// <param name="fit">Finds the calibration of a method for scores of shape (rows, K), row-major, the rows' labels, and how much each row counts.</param>
/// <param name="error">Expected calibration error of probabilities of shape (rows, K), row-major, and the rows' labels.</param>
internal sealed class OutOfFoldCalibration(
    Func<CalibrationMethod, float[], ImmutableArray<int>, int, ImmutableArray<double>, Calibration> fit,
    Func<float[], ImmutableArray<int>, int, double> error)
{
    /// <summary>That of the library.</summary>
    public static OutOfFoldCalibration Standard { get; } = new(
        (method, scores, labels, classCount, weights) => method == CalibrationMethod.Temperature
            ? CalibrationFit.Temperature(scores, labels.AsSpan(), classCount, weights)
            : CalibrationFit.Sigmoids(scores, labels.AsSpan(), classCount, weights),
        (probabilities, labels, classCount) => ExpectedCalibrationError.Of(probabilities, labels.AsSpan(), classCount));

    /// <summary>Calibrates.</summary>
    /// <param name="classifier">Fitted on all of <paramref name="train"/>.</param>
    /// <param name="options">How it was fitted.</param>
    /// <param name="train">Its training rows.</param>
    /// <param name="folds">Folds of these that together test each row once.</param>
    /// <param name="sampleWeights">How much each training row counts in a fit; default when all count 1.</param>
    /// <param name="test">Rows on which the error is measured; null for the training rows, scored as for the calibration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public CalibrationOutcome Run(
        LinearClassifier classifier,
        ClassifierOptions options,
        IFeatureRows train,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        IFeatureRows? test,
        CancellationToken cancellationToken)
    {
        var classCount = classifier.LabelNames.Length;
        var scores = OutOfFoldScores.Of(options, train, folds, sampleWeights, null, cancellationToken);
        var method = classifier.Model == LinearModel.LogisticRegression ? CalibrationMethod.Temperature : CalibrationMethod.Sigmoid;
        var calibration = fit(method, scores, train.Labels, classCount, sampleWeights);

        var (measured, labels) = test is null ? (scores, train.Labels) : (HeldOut.Scores(classifier, test, options.Parallel(cancellationToken)), test.Labels);
        return new CalibrationOutcome(
            classifier.With(calibration), Error(Calibration.None, measured, labels, classCount), Error(calibration, measured, labels, classCount));
    }

    private double Error(Calibration calibration, float[] scores, ImmutableArray<int> labels, int classCount)
    {
        var probabilities = (float[])scores.Clone();
        for (var i = 0; i < probabilities.Length; i += classCount)
            calibration.Apply(probabilities.AsSpan(i, classCount));
        return error(probabilities, labels, classCount);
    }
}

/// <summary>A calibrated classifier, and its expected calibration error without and with the calibration.</summary>
internal sealed record CalibrationOutcome(LinearClassifier Classifier, double ErrorBefore, double ErrorAfter);
