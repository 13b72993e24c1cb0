using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our fits and metrics against scikit-learn's.</summary>
public sealed class ScikitLearnTests : IDisposable
{
    // scikit-learn's own solver stops at about 1e-6 of the minimum; ours promises that much.
    private const double LossTolerance = 1e-4;
    private const double AgreeingPredictions = 0.995;

    private const string FitScript = """
        import json, sys
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler
        folder, width, c, standardize = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "True"
        x = np.fromfile(folder + "/features", "<f4").reshape(-1, width).astype(float)
        y = np.fromfile(folder + "/labels", "<i4")
        if standardize:
            x = StandardScaler().fit_transform(x)
        model = LogisticRegression(C=c, tol=1e-8, max_iter=10000).fit(x, y)
        w, b = model.coef_, model.intercept_
        if len(b) == 1:
            w, b = np.vstack([-w / 2, w / 2]), np.array([-b[0] / 2, b[0] / 2])
        scores = x @ w.T + b
        shift = scores.max(axis=1)
        losses = np.log(np.exp(scores - shift[:, None]).sum(axis=1)) + shift - scores[np.arange(len(y)), y]
        loss = c * losses.sum() + 0.5 * (model.coef_ ** 2).sum()
        print(json.dumps({"loss": loss, "predictions": model.predict(x).tolist()}))
        """;

    private const string DigitsScript = """
        import sys
        from sklearn.datasets import load_digits
        x, y = load_digits(n_class=int(sys.argv[2]), return_X_y=True)
        x.astype("<f4").tofile(sys.argv[1] + "/features")
        y.astype("<i4").tofile(sys.argv[1] + "/labels")
        """;

    private const string MetricsScript = """
        import json, sys
        import numpy as np
        from scipy.stats import binomtest
        from sklearn.calibration import calibration_curve
        from sklearn.metrics import classification_report, confusion_matrix, top_k_accuracy_score, balanced_accuracy_score
        folder, k = sys.argv[1], int(sys.argv[2])
        scores = np.fromfile(folder + "/scores", "<f4").reshape(-1, k)
        y = np.fromfile(folder + "/labels", "<i4")
        p = scores.argmax(axis=1)
        interval = binomtest(int((y == p).sum()), len(y)).proportion_ci(method="wilson")
        # Bins that have predictions, in their order.
        accuracy, confidence = calibration_curve(y == p, scores.max(axis=1).astype(float), n_bins=15)
        print(json.dumps({
            "report": classification_report(y, p, output_dict=True, zero_division=0),
            "confusion": confusion_matrix(y, p, labels=range(k)).tolist(),
            "top5": top_k_accuracy_score(y, scores, k=5, labels=range(k)),
            "balanced": balanced_accuracy_score(y, p),
            "interval": [interval.low, interval.high],
            "accuracy": accuracy.tolist(), "confidence": confidence.tolist(),
            "mistakes": np.flatnonzero(y != p)[np.argsort(-scores.max(axis=1)[y != p], kind="stable")].tolist()}))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, 1.0, false)]
    [InlineData(3, 0.01, false)]
    [InlineData(10, 0.001, false)]
    [InlineData(10, 1.0, false)]
    [InlineData(2, 0.1, true)]
    [InlineData(10, 0.01, true)]
    [InlineData(10, 1.0, true)]
    public void Digits_are_fitted_as_scikit_learn_fits_them(int classes, double c, bool standardize)
    {
        Oracle.PythonText("sklearn", DigitsScript, _folder.Path, $"{classes}");
        var features = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["features"])).ToArray();
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(_folder["labels"])).ToArray();
        AssertSameFit(TestFeatures.Of(features, [.. labels], classes), c, standardize);
    }

    [Theory]
    [InlineData(200, 50, 2, 1.0, false)]
    [InlineData(200, 50, 3, 10.0, false)]
    [InlineData(170, 100, 17, 0.1, true)]
    [InlineData(85, 800, 17, 1.0, false)] // Fewer samples than features: by the Gram matrix.
    [InlineData(85, 800, 17, 0.01, true)]
    [InlineData(60, 900, 2, 1.0, true)]
    [InlineData(60, 900, 2, 100.0, false)]
    public void Network_like_features_are_fitted_as_scikit_learn_fits_them(int samples, int width, int classes, double c, bool standardize)
    {
        var set = TestFeatures.Make(samples, width, classes, seed: 5);
        File.WriteAllBytes(_folder["features"], MemoryMarshal.AsBytes(set.Features.Span));
        File.WriteAllBytes(_folder["labels"], MemoryMarshal.AsBytes(set.Labels.AsSpan()));
        AssertSameFit(set, c, standardize);
    }

    [Theory]
    [InlineData(8, 200, 0.3)]
    [InlineData(101, 900, 0.6)]
    [InlineData(6, 40, 0.0)]
    [InlineData(12, 60, 1.0)] // All are recognised.
    public void Metrics_equal_those_of_scikit_learn(int classes, int samples, double skill)
    {
        var random = new Random(6);
        // The last class has no samples.
        int[] labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(classes - 1))];
        float[] scores = [.. Enumerable.Range(0, samples * classes).Select(i => random.NextSingle() + (i % classes == labels[i / classes] ? (float)skill : 0)).Select(score => score / (1 + (float)skill))];
        File.WriteAllBytes(_folder["scores"], MemoryMarshal.AsBytes(scores.AsSpan()));
        File.WriteAllBytes(_folder["labels"], MemoryMarshal.AsBytes(labels.AsSpan()));
        var expected = Oracle.Python("sklearn", MetricsScript, _folder.Path, $"{classes}");

        var actual = Evaluation.Of(scores, labels, [.. Enumerable.Range(0, classes).Select(k => $"{k}")]);
        var report = expected.GetProperty("report");
        Assert.Equal(report.GetProperty("accuracy").GetDouble(), actual.Accuracy, 12);
        AssertSameClass(report.GetProperty("macro avg"), actual.MacroAverage);
        AssertSameClass(report.GetProperty("weighted avg"), actual.WeightedAverage);
        Assert.Equal(expected.GetProperty("top5").GetDouble(), actual.Rank5Accuracy, 12);
        Assert.Equal(expected.GetProperty("balanced").GetDouble(), actual.MeanPerClassAccuracy, 12);
        Assert.Equal(expected.GetProperty("interval")[0].GetDouble(), actual.Interval.Low, 12);
        Assert.Equal(expected.GetProperty("interval")[1].GetDouble(), actual.Interval.High, 12);
        Assert.Equal(expected.GetProperty("mistakes").EnumerateArray().Select(row => row.GetInt32()), actual.Mistakes.Select(mistake => mistake.Row));
        for (var k = 0; k < classes; k++)
        {
            // A class that neither occurs nor is predicted is not in the report.
            if (report.TryGetProperty($"{k}", out var one))
                AssertSameClass(one, actual.Classes[k]);
            else
                Assert.Equal(new ClassMetrics($"{k}", 0, 0, 0, 0), actual.Classes[k]);
            for (var j = 0; j < classes; j++)
                Assert.Equal(expected.GetProperty("confusion")[k][j].GetInt32(), actual.ConfusionMatrix[k, j]);
        }

        AssertSameBins(expected, actual);
    }

    private static void AssertSameBins(JsonElement expected, Evaluation actual)
    {
        var bins = actual.ReliabilityBins.Where(bin => bin.Count > 0).ToArray();
        var (accuracy, confidence) = (expected.GetProperty("accuracy").EnumerateArray().ToArray(), expected.GetProperty("confidence").EnumerateArray().ToArray());
        Assert.Equal(accuracy.Length, bins.Length);
        for (var i = 0; i < bins.Length; i++)
        {
            Assert.Equal(accuracy[i].GetDouble(), bins[i].Accuracy, 12);
            Assert.Equal(confidence[i].GetDouble(), bins[i].Confidence, 12);
        }

        Assert.Equal(bins.Select((bin, i) => bin.Count * Math.Abs(accuracy[i].GetDouble() - confidence[i].GetDouble())).Sum() / actual.SampleCount, actual.CalibrationError, 12);
    }

    private static void AssertSameClass(JsonElement expected, ClassMetrics actual)
    {
        Assert.Equal(expected.GetProperty("precision").GetDouble(), actual.Precision, 12);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), actual.Recall, 12);
        Assert.Equal(expected.GetProperty("f1-score").GetDouble(), actual.F1, 12);
        Assert.Equal(expected.GetProperty("support").GetDouble(), actual.Support);
    }

    private void AssertSameFit(FeatureSet set, double c, bool standardize)
    {
        var expected = Oracle.Python(
            "sklearn", FitScript, _folder.Path, $"{set.FeatureCount}", c.ToString(CultureInfo.InvariantCulture), $"{standardize}");
        var classifier = LogisticRegression.Fit(
            set, new() { C = c, Scaling = standardize ? FeatureScaling.Standardize : FeatureScaling.None }, cancellationToken: TestContext.Current.CancellationToken);
        var loss = standardize ? classifier.FitSummary!.Loss : ReferenceObjective.Of(set, classifier, c);
        Assert.True(classifier.FitSummary!.Converged);
        Assert.Equal(1, loss / expected.GetProperty("loss").GetDouble(), LossTolerance);

        var predictions = expected.GetProperty("predictions").EnumerateArray().Select(e => e.GetInt32());
        var agreeing = predictions.Where((label, i) => classifier.Predict(set.Row(i)) == label).Count();
        Assert.InRange(agreeing, AgreeingPredictions * set.RowCount, set.RowCount);
    }
}
