using System.Globalization;

namespace Graft;

/// <summary>The options that a training record speaks of, to fit the same classifier again.</summary>
internal static class RecordedOptions
{
    /// <summary>Null where the record names a classifier or an option that this version does not know.</summary>
    public static ClassifierOptions? Of(TrainingRecord record)
    {
        ClassifierOptions? options = record.Classifier switch
        {
            "logistic" => new LogisticRegressionOptions(),
            "svm" => new LinearSvmOptions(),
            "forest" => new RandomForestOptions { Seed = record.Seed },
            "knn" => new NearestNeighborsOptions(),
            _ => null,
        };
        if (options is null || Enum.GetValues<FeatureScaling>().Where(known => OptionTexts.Scaling(known) == record.Scaling).ToArray() is not [var scaling])
            return null;
        options = options with { Scaling = scaling };
        foreach (var setting in record.Settings.Split(", ", StringSplitOptions.RemoveEmptyEntries))
            options = setting.Split('=') is [var name, var value] && options is not null ? With(options, name, value) : null;
        // What comes out again as it stands was understood; a record that was tampered with may say anything, or say it twice.
        return options is not null && OptionTexts.Settings(options) == record.Settings ? options : null;
    }

    private static ClassifierOptions? With(ClassifierOptions options, string name, string value) => (options, name, value) switch
    {
        (not NearestNeighborsOptions, "class-weight", "balanced") => options with { ClassWeight = ClassWeight.Balanced },
        (LogisticRegressionOptions logistic, "c", _) when IsNumber(value, out var c) => logistic with { C = c },
        (LinearSvmOptions svm, "c", _) when IsNumber(value, out var c) => svm with { C = c },
        (LinearSvmOptions svm, "loss", "hinge") => svm with { Loss = SvmLoss.Hinge },
        (RandomForestOptions forest, "trees", _) when IsCount(value, out var trees) => forest with { NEstimators = trees },
        (NearestNeighborsOptions knn, "neighbors", _) when IsCount(value, out var neighbors) => knn with { NNeighbors = neighbors },
        (NearestNeighborsOptions knn, "metric", _) when Enum.TryParse<NeighborMetric>(value, ignoreCase: true, out var metric) && Enum.IsDefined(metric) => knn with { Metric = metric },
        (NearestNeighborsOptions knn, "weights", "distance") => knn with { Weights = NeighborWeights.Distance },
        _ => null,
    };

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number > 0 && double.IsFinite(number);

    private static bool IsCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
}
