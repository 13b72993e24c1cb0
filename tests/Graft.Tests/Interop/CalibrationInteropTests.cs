using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Calibration against scikit-learn and SciPy, and calibrated classifiers in ONNX Runtime.</summary>
public sealed class CalibrationInteropTests : IDisposable
{
    private const string SigmoidScript = """
        import json, sys
        import numpy as np
        from scipy.special import expit
        from sklearn.calibration import _sigmoid_calibration
        answers = []
        for folder in sys.argv[1:]:
            y = np.fromfile(folder + "/labels", "<i4")
            s = np.fromfile(folder + "/scores", "<f4").reshape(len(y), -1).astype(float)
            w = np.fromfile(folder + "/weights", "<f8") if "weighted" in folder else None
            ab = np.array([_sigmoid_calibration(s[:, c], (y == c).astype(int), w) for c in range(s.shape[1])])
            p = expit(-(ab[:, 0] * s + ab[:, 1]))
            p /= p.sum(axis=1, keepdims=True)
            answers.append({"slopes": (-ab[:, 0]).tolist(), "offsets": (-ab[:, 1]).tolist(), "probabilities": p.ravel().tolist()})
        print(json.dumps(answers))
        """;

    private const string ClassifierScript = """
        import json, sys
        import numpy as np
        from sklearn.base import BaseEstimator, ClassifierMixin
        from sklearn.calibration import CalibratedClassifierCV
        folder, k = sys.argv[1], int(sys.argv[2])
        s = np.fromfile(folder + "/scores", "<f4").reshape(-1, k).astype(float)
        y = np.fromfile(folder + "/labels", "<i4")
        class Given(ClassifierMixin, BaseEstimator):
            classes_ = np.arange(k)
            n_features_in_ = 1
            def fit(self, x, y):
                return self
            def decision_function(self, X):
                return s if k > 2 else s[:, 1]
            def predict(self, x):
                return s.argmax(axis=1)
        x = np.zeros((len(y), 1))
        model = CalibratedClassifierCV(Given(), method="sigmoid", cv="prefit").fit(x, y)
        print(json.dumps(model.predict_proba(x).ravel().tolist()))
        """;

    private const string TemperatureScript = """
        import json, sys
        import numpy as np
        from scipy.optimize import minimize_scalar
        from scipy.special import logsumexp
        slopes = []
        for folder in sys.argv[1:]:
            y = np.fromfile(folder + "/labels", "<i4")
            s = np.fromfile(folder + "/scores", "<f4").reshape(len(y), -1).astype(float)
            w = np.fromfile(folder + "/weights", "<f8") if "weighted" in folder else np.ones(len(y))
            loss = lambda b: (w * (logsumexp(b * s, axis=1) - b * s[np.arange(len(y)), y])).sum()
            slopes.append(minimize_scalar(loss, bounds=(1e-3, 1e3), method="bounded", options={"xatol": 1e-10, "maxiter": 1000}).x)
        print(json.dumps(slopes))
        """;

    private const string ErrorScript = """
        import json, sys
        import numpy as np
        folder, k, bins = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        p = np.fromfile(folder + "/scores", "<f4").reshape(-1, k).astype(float)
        y = np.fromfile(folder + "/labels", "<i4")
        confidence, correct = p.max(axis=1), p.argmax(axis=1) == y
        edges = np.linspace(0, 1, bins + 1)
        error = 0
        for low, high in zip(edges[:-1], edges[1:]):
            inside = (confidence > low) & (confidence <= high)
            if inside.any():
                error += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())
        print(json.dumps(error))
        """;

    private readonly TempFolder _folder = new();

    public static TheoryData<CalibrationMethod> Methods => [.. Enum.GetValues<CalibrationMethod>()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sigmoids_are_those_of_scikit_learn()
    {
        var cases = Cases([("2", 2, 1), ("3 weighted", 3, 0.1), ("10", 10, 5), ("17 weighted", 17, 1)]);
        var answers = Oracle.Python("sklearn", SigmoidScript, [.. cases.Select(one => one.Folder)]);
        foreach (var (one, expected) in cases.Zip(answers.EnumerateArray()))
        {
            var calibration = CalibrationFit.Sigmoids(one.Scores, one.Labels, one.Classes, one.Weights);
            for (var k = 0; k < one.Classes; k++)
            {
                Assert.Equal(1, calibration.Slopes[k] / expected.GetProperty("slopes")[k].GetDouble(), 1e-4);
                AssertRelative(expected.GetProperty("offsets")[k].GetDouble(), calibration.Offsets[k], 1e-4);
            }

            AssertProbabilities(expected.GetProperty("probabilities"), one.Scores, one.Classes, calibration);
        }
    }

    /// <summary>With two classes scikit-learn has one sigmoid; ours are two, which mirror each other where the scores do.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Probabilities_are_those_of_CalibratedClassifierCV(int classes)
    {
        var (scores, labels, _) = Scores(300, classes, 1);
        if (classes == 2)
        {
            for (var i = 0; i < scores.Length; i += 2)
                scores[i] = -scores[i + 1];
            File.WriteAllBytes(_folder["scores"], MemoryMarshal.AsBytes(scores.AsSpan()));
        }

        var expected = Oracle.Python("sklearn", ClassifierScript, _folder.Path, $"{classes}");
        AssertProbabilities(expected, scores, classes, CalibrationFit.Sigmoids(scores, labels, classes));
    }

    [Fact]
    public void The_temperature_is_the_one_that_SciPy_finds()
    {
        var cases = Cases([("2", 2, 1), ("3 weighted", 3, 0.1), ("10", 10, 5), ("17 weighted", 17, 30)]);
        var answers = Oracle.Python("scipy", TemperatureScript, [.. cases.Select(one => one.Folder)]);
        foreach (var (one, expected) in cases.Zip(answers.EnumerateArray()))
            Assert.Equal(1, CalibrationFit.Temperature(one.Scores, one.Labels, one.Classes, one.Weights).Slopes[0] / expected.GetDouble(), 1e-5);
    }

    [Theory]
    [InlineData(2, 15)]
    [InlineData(5, 10)]
    [InlineData(17, 1)]
    public void The_calibration_error_equals_the_formula_in_numpy(int classes, int bins)
    {
        var (scores, labels, _) = Scores(800, classes, 2);
        for (var i = 0; i < scores.Length; i += classes)
            Calibration.None.Apply(scores.AsSpan(i, classes));
        File.WriteAllBytes(_folder["scores"], MemoryMarshal.AsBytes(scores.AsSpan()));
        var expected = Oracle.Python("numpy", ErrorScript, _folder.Path, $"{classes}", $"{bins}").GetDouble();
        Assert.Equal(expected, ExpectedCalibrationError.Of(scores, labels, classes, bins), 1e-9);
        Assert.True(expected > 0.01);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Calibrated_classifiers_are_read_back_and_run_in_ONNX_runtime(CalibrationMethod method)
    {
        foreach (var scaling in new[] { FeatureScaling.None, FeatureScaling.L2, FeatureScaling.SqrtL2 })
        {
            var set = TestFeatures.Make(100, 23, 3, seed: 4);
            var classifier = Linear(23, scaling).With(Of(method));
            var path = StoredClassifier.Save(classifier, set, _folder["m.onnx"]);
            StoredClassifier.AssertSameInOnnxRuntime(classifier, path, set.Features);
            var loaded = Assert.IsType<LinearClassifier>(ClassifierFile.Load(path).Classifier);
            Assert.Equal(method, loaded.Calibration.Method);
            Assert.Equal(classifier.Calibration.Slopes, loaded.Calibration.Slopes);
            Assert.Equal(classifier.Calibration.Offsets, loaded.Calibration.Offsets);
            Oracle.PythonText("onnx", "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", path);
        }
    }

    /// <summary>ONNX Runtime's Sigmoid loses its digits below 1e-4 and ends in 0, so that classes further down would all be alike.</summary>
    [Theory]
    [InlineData(-10)]
    [InlineData(-25)]
    [InlineData(-60)]
    [InlineData(30)]
    public void Sigmoids_far_from_a_half_are_the_same_in_ONNX_runtime(float offset)
    {
        var set = TestFeatures.Make(50, 23, 3, seed: 5);
        var classifier = Linear(23, FeatureScaling.None).With(Calibration.Sigmoids([1, 1.5f, 2], [offset, offset + 1, offset]));
        StoredClassifier.AssertSameInOnnxRuntime(classifier, StoredClassifier.Save(classifier, set, _folder["m.onnx"]), set.Features);
    }

    private static Calibration Of(CalibrationMethod method) => method switch
    {
        CalibrationMethod.Temperature => Calibration.Temperature(2.5),
        CalibrationMethod.Sigmoid => Calibration.Sigmoids([1.5f, 2, 0.3f], [-1, 0.5f, 0.1f]),
        _ => Calibration.None,
    };

    private static LinearClassifier Linear(int width, FeatureScaling scaling)
    {
        var random = new Random(6);
        return new(
            LinearModel.SupportVectorMachine, [.. Enumerable.Range(0, 3 * width).Select(_ => random.NextSingle() - 0.5f)],
            [0.1f, -0.2f, 0], ["a", "b", "c"], TestFeatures.Recipe, scaling);
    }

    private static void AssertProbabilities(JsonElement expected, float[] scores, int classes, Calibration calibration)
    {
        var actual = (float[])scores.Clone();
        for (var i = 0; i < actual.Length; i += classes)
            calibration.Apply(actual.AsSpan(i, classes));
        Assert.Equal(actual.Length, expected.GetArrayLength());
        foreach (var (probability, i) in expected.EnumerateArray().Select((e, i) => (e.GetDouble(), i)))
            Assert.Equal(probability, actual[i], 1e-4);
    }

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{expected} and {actual}");

    /// <summary>Each case in a folder of its own; those that are weighted have weights.</summary>
    private List<(string Folder, int Classes, float[] Scores, int[] Labels, ImmutableArray<double> Weights)> Cases((string Name, int Classes, double Strength)[] cases) =>
        [.. cases.Select(one =>
        {
            var (scores, labels, weights) = Scores(500, one.Classes, one.Strength, one.Name + "/");
            return (_folder[one.Name], one.Classes, scores, labels, one.Name.Contains("weighted") ? weights : default);
        })];

    /// <summary>Scores that are often right, of any strength; labels; and weights.</summary>
    private (float[] Scores, int[] Labels, ImmutableArray<double> Weights) Scores(int rows, int classes, double strength, string folder = "")
    {
        var random = new Random(classes);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classes)];
        float[] scores = [.. Enumerable.Range(0, rows * classes).Select(i =>
            (float)(strength * (4 * random.NextDouble() - 2.5 + (i % classes == labels[i / classes] ? 1.5 : 0))))];
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => 2 * random.NextDouble())];
        File.WriteAllBytes(_folder[folder + "scores"], MemoryMarshal.AsBytes(scores.AsSpan()));
        File.WriteAllBytes(_folder[folder + "labels"], MemoryMarshal.AsBytes(labels.AsSpan()));
        File.WriteAllBytes(_folder[folder + "weights"], MemoryMarshal.AsBytes(weights.AsSpan()));
        return (scores, labels, [.. weights]);
    }
}
