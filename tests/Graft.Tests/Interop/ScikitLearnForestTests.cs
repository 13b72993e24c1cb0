using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>
/// Our forests against scikit-learn's: other generators draw other forests, so that ten of ours and ten of theirs are
/// compared, on the same rows with the same options.
/// </summary>
public sealed class ScikitLearnForestTests : IDisposable
{
    private const int Seeds = 10;

    private const string Script = """
        import json, sys
        import numpy as np
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.tree import DecisionTreeClassifier
        folder, width, options = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
        x = np.fromfile(folder + "/features", "<f4").reshape(-1, width)
        y = np.fromfile(folder + "/labels", "<i4")
        test = np.arange(len(y)) % 7 < 2
        accuracies, out_of_bag, importances = [], [], 0
        for seed in range(int(sys.argv[4])):
            if options == "tree":
                model = DecisionTreeClassifier(random_state=seed)
            else:
                model = RandomForestClassifier(100, oob_score=options.get("bootstrap", True), random_state=seed, **options)
            model.fit(x[~test], y[~test])
            accuracies.append(model.score(x[test], y[test]))
            out_of_bag.append(getattr(model, "oob_score_", 0.0))
            importances = importances + model.feature_importances_
        print(json.dumps({"accuracies": accuracies, "out_of_bag": out_of_bag, "importances": importances.tolist()}))
        """;

    private const string DigitsScript = """
        import sys
        from sklearn.datasets import load_digits
        x, y = load_digits(return_X_y=True)
        x.astype("<f4").tofile(sys.argv[1] + "/features")
        y.astype("<i4").tofile(sys.argv[1] + "/labels")
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, RandomForestOptions> Options => new()
    {
        { "{}", new() },
        { """{"max_depth": 5}""", new() { MaxDepth = 5 } },
        { """{"min_samples_leaf": 5}""", new() { MinSamplesLeaf = 5 } },
        { """{"min_samples_split": 20, "class_weight": "balanced"}""", new() { MinSamplesSplit = 20, ClassWeight = ClassWeight.Balanced } },
        { """{"bootstrap": false, "max_features": 3}""", new() { Bootstrap = false, MaxFeatures = 3 } },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Digits_are_recognised_as_well_as_by_scikit_learn(string theirs, RandomForestOptions ours)
    {
        Oracle.PythonText("sklearn", DigitsScript, _folder.Path);
        var features = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["features"])).ToArray();
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(_folder["labels"])).ToArray();

        var (expected, actual) = Compare(TestFeatures.Of(features, [.. labels], 10), theirs, ours);

        Assert.InRange(Correlation(expected.Importances, actual.Importances), 0.99, 1);
    }

    [Theory]
    [InlineData(600, 300, 3)]
    [InlineData(600, 100, 17)]
    [InlineData(300, 1000, 2)]
    public void Network_like_features_are_recognised_as_well_as_by_scikit_learn(int samples, int width, int classes) =>
        Compare(Write(TestFeatures.Make(samples, width, classes, seed: 9)), "{}", new());

    [Fact]
    public async Task Features_of_photos_are_recognised_as_well_as_by_scikit_learn() => Compare(Write(await FlowerFeatures.GetAsync()), "{}", new());

    [Fact]
    public void A_single_tree_is_as_good_as_scikit_learns()
    {
        var set = Write(TestFeatures.Make(900, 30, 3, seed: 10));
        Compare(set, "\"tree\"", new() { NEstimators = 1, Bootstrap = false, MaxFeatures = set.FeatureCount });
    }

    /// <summary>Asserts that mean accuracies, on other rows and out of bag, are within one standard deviation.</summary>
    private (Result Expected, Result Actual) Compare(FeatureSet set, string theirs, RandomForestOptions options)
    {
        var answer = Oracle.Python("sklearn", Script, _folder.Path, $"{set.FeatureCount}", theirs, $"{Seeds}");
        var expected = new Result(Numbers("accuracies"), Numbers("out_of_bag"), Numbers("importances"));
        var train = set.Select([.. Enumerable.Range(0, set.RowCount).Where(row => row % 7 >= 2)]);
        var test = set.Select([.. Enumerable.Range(0, set.RowCount).Where(row => row % 7 < 2)]);
        var forests = Enumerable.Range(0, Seeds)
            .Select(seed => RandomForest.Fit(train, options with { Seed = seed }, cancellationToken: TestContext.Current.CancellationToken)).ToArray();
        var actual = new Result(
            [.. forests.Select(forest => Evaluation.Of(forest, test).Accuracy)],
            [.. forests.Select(forest => forest.OutOfBagAccuracy ?? 0)],
            [.. Enumerable.Range(0, set.FeatureCount).Select(feature => forests.Sum(forest => forest.FeatureImportances[feature]))]);
        Assert.All(forests, forest => Assert.Equal(1, forest.FeatureImportances.Sum(), 1e-9));
        AssertClose(expected.Accuracies, actual.Accuracies, "accuracy");
        if (options.Bootstrap)
            AssertClose(expected.OutOfBag, actual.OutOfBag, "out-of-bag accuracy");
        return (expected, actual);

        double[] Numbers(string name) => answer.GetProperty(name).Deserialize<double[]>()!;
    }

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        var difference = Math.Abs(expected.Average() - actual.Average());
        var deviation = Math.Sqrt((Variance(expected) + Variance(actual)) / 2);
        Assert.True(difference <= deviation, $"{what}: {actual.Average():F4} against {expected.Average():F4}, standard deviation {deviation:F4}");
    }

    private static double Variance(double[] values) => values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b).Sum(pair => (pair.First - meanA) * (pair.Second - meanB));
        return covariance / Math.Sqrt(a.Sum(value => Math.Pow(value - meanA, 2)) * b.Sum(value => Math.Pow(value - meanB, 2)));
    }

    private FeatureSet Write(FeatureSet set)
    {
        _folder.Write("features", MemoryMarshal.AsBytes(set.Features.Span));
        _folder.Write("labels", MemoryMarshal.AsBytes(set.Labels.AsSpan()));
        return set;
    }

    private sealed record Result(double[] Accuracies, double[] OutOfBag, double[] Importances);
}
