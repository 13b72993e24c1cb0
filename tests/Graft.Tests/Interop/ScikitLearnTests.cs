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
        from sklearn.metrics import classification_report, confusion_matrix, top_k_accuracy_score, balanced_accuracy_score
        folder, k = sys.argv[1], int(sys.argv[2])
        scores = np.fromfile(folder + "/scores", "<f4").reshape(-1, k)
        y = np.fromfile(folder + "/labels", "<i4")
        p = scores.argmax(axis=1)
        print(json.dumps({
            "report": classification_report(y, p, output_dict=True, zero_division=0),
            "confusion": confusion_matrix(y, p, labels=range(k)).tolist(),
            "top5": top_k_accuracy_score(y, scores, k=5, labels=range(k)),
            "balanced": balanced_accuracy_score(y, p)}))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("graft-sklearn-");

    public void Dispose() => _folder.Delete(recursive: true);

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
        Oracle.PythonText("sklearn", DigitsScript, _folder.FullName, $"{classes}");
        var features = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf("features"))).ToArray();
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(PathOf("labels"))).ToArray();
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
        File.WriteAllBytes(PathOf("features"), MemoryMarshal.AsBytes(set.Features.Span));
        File.WriteAllBytes(PathOf("labels"), MemoryMarshal.AsBytes(set.Labels.AsSpan()));
        AssertSameFit(set, c, standardize);
    }

    [Fact]
    public void Metrics_equal_those_of_scikit_learn()
    {
        const int Classes = 8;
        var random = new Random(6);
        int[] labels = [.. Enumerable.Range(0, 200).Select(_ => random.Next(Classes - 1))];
        float[] scores = [.. Enumerable.Range(0, 200 * Classes).Select(i => random.NextSingle() + (i % Classes == labels[i / Classes] ? 0.3f : 0))];
        File.WriteAllBytes(PathOf("scores"), MemoryMarshal.AsBytes(scores.AsSpan()));
        File.WriteAllBytes(PathOf("labels"), MemoryMarshal.AsBytes(labels.AsSpan()));
        var expected = Oracle.Python("sklearn", MetricsScript, _folder.FullName, $"{Classes}");

        var actual = Evaluation.Of(scores, labels, [.. Enumerable.Range(0, Classes).Select(k => $"{k}")]);
        var report = expected.GetProperty("report");
        Assert.Equal(report.GetProperty("accuracy").GetDouble(), actual.Accuracy, 12);
        Assert.Equal(report.GetProperty("macro avg").GetProperty("f1-score").GetDouble(), actual.MacroF1, 12);
        Assert.Equal(expected.GetProperty("top5").GetDouble(), actual.Rank5Accuracy, 12);
        Assert.Equal(expected.GetProperty("balanced").GetDouble(), actual.MeanPerClassAccuracy, 12);
        for (var k = 0; k < Classes; k++)
        {
            AssertSameClass(report.GetProperty($"{k}"), actual.Classes[k]);
            for (var j = 0; j < Classes; j++)
                Assert.Equal(expected.GetProperty("confusion")[k][j].GetInt32(), actual.ConfusionMatrix[k, j]);
        }
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
            "sklearn", FitScript, _folder.FullName, $"{set.FeatureCount}", c.ToString(CultureInfo.InvariantCulture), $"{standardize}");
        var classifier = LogisticRegression.Fit(
            set, new() { C = c, Scaling = standardize ? FeatureScaling.Standardize : FeatureScaling.None }, cancellationToken: TestContext.Current.CancellationToken);
        var loss = standardize ? classifier.FitSummary!.Loss : ReferenceObjective.Of(set, classifier, c);
        Assert.True(classifier.FitSummary!.Converged);
        Assert.Equal(1, loss / expected.GetProperty("loss").GetDouble(), LossTolerance);

        var predictions = expected.GetProperty("predictions").EnumerateArray().Select(e => e.GetInt32());
        var agreeing = predictions.Where((label, i) => classifier.Predict(set.Row(i)) == label).Count();
        Assert.InRange(agreeing, AgreeingPredictions * set.RowCount, set.RowCount);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
