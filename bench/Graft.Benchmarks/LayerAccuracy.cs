using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// Accuracy of logistic regression on layers of feature files, alone or joined, as they are or normalised: on the test part
/// of a split, and on validation folds of its training part, by which a recipe may be chosen.
/// </summary>
internal static class LayerAccuracy
{
    private const double TestFraction = 0.25;
    private const int Folds = 3;

    private static readonly int[] Seeds = [42, 0, 1];

    /// <param name="arguments">
    /// Each FILE.h5:LAYERS:NORMALIZE:C, such as f.h5:layer3+layer4:sqrt-l2:10. An empty LAYERS stands for the last layer;
    /// --folds for validation too.
    /// </param>
    public static void Run(string[] arguments)
    {
        var hasFolds = arguments.Contains("--folds");
        foreach (var argument in arguments.Where(argument => argument != "--folds"))
        {
            var parts = argument.Split(':');
            var set = Read(parts[0], parts[1], Enum.Parse<FeatureNormalization>(parts[2].Replace("-", "", StringComparison.Ordinal), ignoreCase: true));
            var options = new LogisticRegressionOptions { C = double.Parse(parts[3], CultureInfo.InvariantCulture) };
            var (tests, validations) = (new List<double>(), new List<double>());
            foreach (var seed in Seeds)
            {
                var split = StratifiedSplit.Of(set.Labels, set.LabelNames, TestFraction, seed);
                var train = set.Select(split.TrainRows.AsSpan());
                tests.Add(Accuracy(train, set.Select(split.TestRows.AsSpan()), options));
                if (hasFolds)
                    validations.Add(Validate(train, options));
            }

            Console.WriteLine($"{argument}\t{set.FeatureCount}\t{(hasFolds ? $"{validations.Average():F4}" : "-")}\t{tests.Average():F4}\t{tests[0]:F4}");
        }
    }

    private static double Validate(FeatureSet train, LogisticRegressionOptions options)
    {
        // Every third row of each class is held out in turn.
        var positions = new int[train.LabelNames.Length];
        var fold = train.Labels.Select(label => positions[label]++ % Folds).ToArray();
        return Enumerable.Range(0, Folds).Average(held => Accuracy(Rows(row => fold[row] != held), Rows(row => fold[row] == held), options));

        FeatureSet Rows(Func<int, bool> isIn) => train.Select(Enumerable.Range(0, train.RowCount).Where(isIn).ToArray());
    }

    private static double Accuracy(FeatureSet train, FeatureSet test, LogisticRegressionOptions options) =>
        Evaluation.Of(LogisticRegression.Fit(train, options), test).Accuracy;

    private static FeatureSet Read(string path, string layers, FeatureNormalization normalize)
    {
        var sets = (layers.Length == 0 ? new string?[] { null } : layers.Split('+')).Select(layer =>
        {
            using var file = layer is null ? FeatureFile.Open(path) : FeatureFile.Open(path, layer);
            return file.ReadRows(0, file.RowCount);
        }).ToList();
        var width = sets.Sum(set => set.FeatureCount);
        var values = new float[sets[0].RowCount * width];
        for (var row = 0; row < sets[0].RowCount; row++)
        {
            var place = values.AsSpan(row * width, width);
            foreach (var set in sets)
            {
                set.Row(row).CopyTo(place);
                Normalize(place[..set.FeatureCount], normalize);
                place = place[set.FeatureCount..];
            }
        }

        return new FeatureSet(values, sets[0].Labels, sets[0].LabelNames, sets[0].Paths, sets[0].Recipe);
    }

    /// <summary>As the option of the same name does it in extraction.</summary>
    private static void Normalize(Span<float> row, FeatureNormalization normalize) => RowScaler.ByRow(normalize switch
    {
        FeatureNormalization.L2 => FeatureScaling.L2,
        FeatureNormalization.SqrtL2 => FeatureScaling.SqrtL2,
        _ => FeatureScaling.None,
    }).Apply(row, row.Length);
}
