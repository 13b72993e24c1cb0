using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Support vector machines, and weights of classes and rows, against scikit-learn's, whose objective is computed here and there in double.</summary>
public sealed class LinearSvmInteropTests : IDisposable
{
    private const double LossTolerance = 1e-4;
    private const double AgreeingPredictions = 0.995;

    // Most rows lie in the corner of the hinge, where the rounding of the stored weights, float32, costs each of them a little.
    private const double StoredHingeTolerance = 1e-3;

    /// <summary>Fits as asked, and says what objective its weights and ours have, and which rows both call alike.</summary>
    private const string FitScript = """
        import json, sys
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler, normalize
        from sklearn.svm import LinearSVC
        folder, width, options = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
        read = lambda name, kind: np.fromfile(folder + "/" + name, kind)
        x, y, s = read("features", "<f4").reshape(-1, width).astype(float), read("labels", "<i4"), read("weights", "<f8")
        k, c = int(y.max()) + 1, options["c"]
        if options["scaling"] == "Standardize":
            x = StandardScaler().fit_transform(x)
        if options["scaling"] == "L2":
            x = normalize(x)
        balanced = "balanced" if options["balanced"] else None
        if options["kind"] == "logistic":
            model = LogisticRegression(C=c, tol=1e-8, max_iter=100000, class_weight=balanced)
        else:
            model = LinearSVC(C=c, loss=options["kind"].replace(" ", "_"), tol=1e-7, max_iter=2000000, class_weight=balanced, random_state=0)
        model.fit(x, y, sample_weight=s)
        class_weights = len(y) / (k * np.bincount(y)) if balanced else np.ones(k)

        def objective(w, b):
            if options["kind"] == "logistic":
                if len(b) == 1:
                    w, b = np.vstack([-w / 2, w / 2]), np.array([-b[0] / 2, b[0] / 2])
                scores = x @ w.T + b
                shift = scores.max(axis=1)
                losses = np.log(np.exp(scores - shift[:, None]).sum(axis=1)) + shift - scores[np.arange(len(y)), y]
                return c * (s * class_weights[y] * losses).sum() + (1 if len(b) == 2 else 0.5) * (w ** 2).sum()
            total = 0
            for i in range(len(b)):
                own = y == (1 if len(b) == 1 else i)
                m = np.maximum(0, 1 - np.where(own, 1, -1) * (x @ w[i] + b[i]))
                own_weight, rest = (class_weights[1], class_weights[0]) if len(b) == 1 else (class_weights[i], 1)
                total += c * (s * np.where(own, own_weight, rest) * (m if options["kind"] == "hinge" else m ** 2)).sum() + 0.5 * ((w[i] ** 2).sum() + b[i] ** 2)
            return total

        w, b = read("our_weights", "<f4").astype(float).reshape(-1, width), read("our_intercepts", "<f4").astype(float)
        scores = x @ w.T + b
        ours = scores.argmax(axis=1)
        if k == 2:
            w, b = (w[1:], b[1:]) if options["kind"] != "logistic" else (w[1:] - w[:1], b[1:] - b[:1])
        print(json.dumps({"theirs": objective(model.coef_, model.intercept_), "ours": objective(w, b), "agreeing": float((model.predict(x) == ours).mean())}))
        """;

    private const string DigitsScript = """
        import sys
        from sklearn.datasets import load_digits
        x, y = load_digits(n_class=int(sys.argv[2]), return_X_y=True)
        (x / 16).astype("<f4").tofile(sys.argv[1] + "/features")
        y.astype("<i4").tofile(sys.argv[1] + "/labels")
        """;

    private readonly TempFolder _folder = new();

    public static TheoryData<string, double, FeatureScaling, bool> Fits => new()
    {
        { "squared hinge", 1, FeatureScaling.None, false },
        { "squared hinge", 0.01, FeatureScaling.Standardize, false },
        { "squared hinge", 1, FeatureScaling.L2, true },
        { "hinge", 1, FeatureScaling.None, false },
        { "hinge", 0.1, FeatureScaling.L2, true },
        { "hinge", 0.01, FeatureScaling.Standardize, false },
        { "logistic", 1, FeatureScaling.None, true },
        { "logistic", 10, FeatureScaling.L2, true },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Fits))]
    public void Digits_are_fitted_as_scikit_learn_fits_them(string kind, double c, FeatureScaling scaling, bool isWeighted)
    {
        // Two classes are a case of their own; the photos below have many, with and without weights.
        var classes = isWeighted ? 10 : 2;
        Oracle.PythonText("sklearn", DigitsScript, _folder.Path, $"{classes}");
        var features = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["features"])).ToArray();
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(_folder["labels"])).ToArray();
        AssertSameFit(TestFeatures.Of(features, [.. labels], classes), kind, c, scaling, isWeighted);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public async Task Features_of_photos_are_fitted_as_scikit_learn_fits_them(string kind, double c, FeatureScaling scaling, bool isWeighted)
    {
        // Every fourth photo: scikit-learn takes its time over more.
        var flowers = await FlowerFeatures.GetAsync();
        AssertSameFit(flowers.Select([.. Enumerable.Range(0, flowers.RowCount).Where(row => row % 4 == 0)]), kind, c, scaling, isWeighted);
    }

    private void AssertSameFit(FeatureSet set, string kind, double c, FeatureScaling scaling, bool isWeighted)
    {
        double[] weights = [.. Enumerable.Range(0, set.RowCount).Select(row => isWeighted ? 0.5 + (row % 4) : 1)];
        var options = LinearFits.Options(kind, c) with { Scaling = scaling, ClassWeight = isWeighted ? ClassWeight.Balanced : ClassWeight.None };
        var fitted = LinearFits.Fit(set, options, weights: [.. weights]);
        Assert.True(fitted.FitSummary!.Converged);
        // Raw features in, so the weights are undone as far as they stand for standardised ones.
        var (ours, offsets) = scaling == FeatureScaling.Standardize ? Standardized(set, fitted) : (fitted.Weights.ToArray(), fitted.Intercepts.ToArray());
        _folder.Write("features", MemoryMarshal.AsBytes(set.Features.Span));
        _folder.Write("labels", MemoryMarshal.AsBytes(set.Labels.AsSpan()));
        _folder.Write("weights", MemoryMarshal.AsBytes(weights.AsSpan()));
        _folder.Write("our_weights", MemoryMarshal.AsBytes(ours.AsSpan()));
        _folder.Write("our_intercepts", MemoryMarshal.AsBytes(offsets.AsSpan()));

        var result = Oracle.Python("sklearn", FitScript, _folder.Path, $"{set.FeatureCount}", JsonSerializer.Serialize(new { kind, c, scaling = $"{scaling}", balanced = isWeighted }));

        var (theirLoss, ourLoss) = (result.GetProperty("theirs").GetDouble(), result.GetProperty("ours").GetDouble());
        Assert.True(fitted.FitSummary.Loss < theirLoss * (1 + LossTolerance), string.Create(CultureInfo.InvariantCulture, $"our loss {fitted.FitSummary.Loss}, scikit-learn's {theirLoss}"));
        Assert.Equal(1, fitted.FitSummary.Loss / ourLoss, kind == "hinge" ? StoredHingeTolerance : LossTolerance);
        Assert.InRange(result.GetProperty("agreeing").GetDouble(), AgreeingPredictions, 1);
    }

    private static (float[] Weights, float[] Intercepts) Standardized(FeatureSet set, LinearClassifier fitted)
    {
        var (width, weights, intercepts) = (set.FeatureCount, fitted.Weights.ToArray(), Array.ConvertAll(fitted.Intercepts.ToArray(), value => (double)value));
        for (var j = 0; j < width; j++)
        {
            double[] column = [.. Enumerable.Range(0, set.RowCount).Select(row => (double)set.Row(row)[j])];
            var mean = column.Average();
            var deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
            for (var k = 0; k < intercepts.Length; k++)
            {
                intercepts[k] += mean * weights[(k * width) + j];
                weights[(k * width) + j] *= (float)(deviation > 0 ? deviation : 1);
            }
        }

        return (weights, Array.ConvertAll(intercepts, value => (float)value));
    }
}
