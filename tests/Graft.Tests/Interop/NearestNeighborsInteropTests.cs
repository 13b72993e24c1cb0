using System.Runtime.InteropServices;
using Google.Protobuf;
using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>Nearest neighbours against scikit-learn, in ONNX Runtime, and as a file.</summary>
public sealed class NearestNeighborsInteropTests : IDisposable
{
    private const string Script = """
        import json, sys
        import numpy as np
        from sklearn.neighbors import KNeighborsClassifier
        from sklearn.preprocessing import StandardScaler, normalize
        folder, width, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        raw_x = np.fromfile(folder + "/features", "<f4").reshape(-1, width).astype(float)
        raw_t = np.fromfile(folder + "/test", "<f4").reshape(-1, width).astype(float)
        y = np.fromfile(folder + "/labels", "<i4")
        def scaled(scaling):
            x, t = raw_x, raw_t
            if scaling == "Standardize":
                scaler = StandardScaler().fit(x)
                x, t = scaler.transform(x), scaler.transform(t)
            if scaling == "SqrtL2":
                x, t = np.sign(x) * np.sqrt(np.abs(x)), np.sign(t) * np.sqrt(np.abs(t))
            if scaling in ("L2", "SqrtL2"):
                x, t = normalize(x), normalize(t)
            return x, t
        answers = {}
        for scaling in ("None", "Standardize", "L2", "SqrtL2"):
            x, t = scaled(scaling)
            for metric in ("Euclidean", "Cosine"):
                for weights in ("Uniform", "Distance"):
                    model = KNeighborsClassifier(k, metric=metric.lower(), weights=weights.lower(), algorithm="brute").fit(x, y)
                    # Rows between whose k-th neighbour and the next there is no difference have no one answer.
                    d = np.sort(model.kneighbors(t, min(k + 1, len(x)))[0], axis=1)
                    tied = (d[:, -1] - d[:, -2] < 1e-6 * d[:, -1]).tolist() if k < len(x) else [False] * len(t)
                    answers[f"{metric} {weights} {scaling}"] = {"probabilities": model.predict_proba(t).ravel().tolist(), "tied": tied}
        print(json.dumps(answers))
        """;

    private const string DigitsScript = """
        import sys
        from sklearn.datasets import load_digits
        x, y = load_digits(return_X_y=True)
        x.astype("<f4").tofile(sys.argv[1] + "/features")
        y.astype("<i4").tofile(sys.argv[1] + "/labels")
        """;

    private readonly TempFolder _folder = new();

    /// <summary>Every metric, weight and scaling.</summary>
    private static IEnumerable<NearestNeighborsOptions> Kinds =>
        from metric in Enum.GetValues<NeighborMetric>()
        from weights in Enum.GetValues<NeighborWeights>()
        from scaling in Enum.GetValues<FeatureScaling>()
        select new NearestNeighborsOptions { Metric = metric, Weights = weights, Scaling = scaling };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Digits_are_voted_on_as_in_scikit_learn_and_ONNX_runtime()
    {
        var digits = Digits();
        AssertSame(digits.Select([.. Enumerable.Range(0, 1200)]), digits.Select([.. Enumerable.Range(1200, 597)]), neighbors: 5, mostTied: 60);
    }

    [Fact]
    public void Network_like_features_are_voted_on_as_in_scikit_learn_and_ONNX_runtime()
    {
        var all = TestFeatures.Make(340, 1200, 17, seed: 8);
        AssertSame(all.Select([.. Enumerable.Range(0, 255)]), all.Select([.. Enumerable.Range(255, 85)]), neighbors: 9, mostTied: 2);
    }

    [Fact]
    public void All_training_rows_can_vote()
    {
        var all = TestFeatures.Make(60, 20, 3, seed: 9);
        AssertSame(all.Select([.. Enumerable.Range(0, 40)]), all.Select([.. Enumerable.Range(40, 20)]), neighbors: 40, mostTied: 0);
    }

    /// <summary>Each row comes three times with another label, so that which ones vote is a matter of order alone.</summary>
    [Fact]
    public void Duplicate_rows_with_different_labels_vote_alike_in_ONNX_runtime()
    {
        var rows = TestFeatures.Make(30, 37, 3, seed: 10);
        var values = new List<float>();
        for (var copy = 0; copy < 3; copy++)
            values.AddRange(rows.Features.ToArray());
        values.AddRange(new float[37 * 2]);
        var train = TestFeatures.Of([.. values], [.. Enumerable.Range(0, 92).Select(row => (row % 30 + row / 30) % 3)], 3);
        var queries = train.Features.ToArray().Concat(TestFeatures.Make(30, 37, 3, seed: 11).Features.ToArray()).ToArray();
        foreach (var kind in Kinds)
        {
            foreach (var neighbors in new[] { 1, 2, 4 })
            {
                var classifier = Fit(train, kind with { NNeighbors = neighbors });
                StoredClassifier.AssertSameInOnnxRuntime(classifier, StoredClassifier.Save(classifier, train, _folder["m.onnx"]), queries);
            }
        }
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e18f)]
    [InlineData(1e36f)]
    public void Huge_and_tiny_values_vote_alike_in_ONNX_runtime(float factor)
    {
        var set = TestFeatures.Make(60, 30, 3, seed: 12);
        var train = TestFeatures.Of([.. set.Features.ToArray().Select(value => value * factor)], set.Labels, 3);
        foreach (var kind in Kinds)
        {
            var classifier = Fit(train, kind);
            StoredClassifier.AssertSameInOnnxRuntime(classifier, StoredClassifier.Save(classifier, train, _folder["m.onnx"]), train.Features);
        }
    }

    [Fact]
    public void What_is_saved_is_what_is_loaded_and_an_ONNX_checker_finds_nothing_to_complain_of()
    {
        var set = TestFeatures.Make(50, 12, 3, seed: 13);
        var test = TestFeatures.Make(30, 12, 3, seed: 14);
        foreach (var kind in Kinds)
        {
            var saved = Fit(set, kind with { NNeighbors = 4 });
            var path = StoredClassifier.Save(saved, set, _folder[$"{kind.Metric}{kind.Weights}{kind.Scaling}.onnx"]);
            var loaded = Assert.IsType<NearestNeighborsClassifier>(ClassifierFile.Load(path).Classifier);
            Assert.Equal((4, kind.Metric, kind.Weights, 50), (loaded.NNeighbors, loaded.Metric, loaded.Weights, loaded.TrainingRowCount));
            var (expected, actual) = (new float[90], new float[90]);
            saved.Probabilities(test.Features.Span, expected);
            loaded.Probabilities(test.Features.Span, actual);
            Assert.Equal(expected, actual);
        }

        Oracle.PythonText(
            "onnx", "import sys, onnx; [onnx.checker.check_model(onnx.load(path), full_check=True) for path in sys.argv[1:]]", Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var whole = File.ReadAllBytes(Small());
        for (var length = 0; length < whole.Length; length += 7)
        {
            _folder.Write("cut.onnx", whole.AsSpan(0, length));
            Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["cut.onnx"]));
        }
    }

    [Fact]
    public void Damaged_bytes_anywhere_never_crash_the_reader_or_the_vote()
    {
        var whole = File.ReadAllBytes(Small());
        var random = new Random(4);
        for (var i = 0; i < 1000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            _folder.Write("damaged.onnx", damaged);
            var error = Record.Exception(() =>
            {
                var classifier = ClassifierFile.Load(_folder["damaged.onnx"]).Classifier;
                classifier.Predict(new float[classifier.FeatureCount]);
            });
            Assert.True(error is null or ClassifierFileException, $"mutation {i}: {error}");
        }
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        Small();
        Refused("it has no tensor 'neighbors_rows'", model => Tensor(model, "neighbors_rows").Name = "other");
        Refused("its tensor 'neighbors_rows' is not float32", model => Tensor(model, "neighbors_rows").DataType = 11);
        Refused("its tensor 'neighbors_rows' has 48 values for shape (12, 5)", model => Tensor(model, "neighbors_rows").Dims[1] = 5);
        Refused("its tensor 'neighbors_rows' has 48 values for shape (-12, -4)", model => (Tensor(model, "neighbors_rows").Dims[0], Tensor(model, "neighbors_rows").Dims[1]) = (-12, -4));
        Refused("its tensor 'neighbors_rows' has 48 values for shape (48)", model => Tensor(model, "neighbors_rows").Dims.RemoveAt(0), model => Tensor(model, "neighbors_rows").Dims[0] = 48);
        Refused("its tensor 'neighbors_squares' does not go with 'neighbors_rows'", model => Values(Tensor(model, "neighbors_rows"), values => values[3] = float.NaN));
        Refused("its tensor 'neighbors_squares' does not go with 'neighbors_rows'", model => Values(Tensor(model, "neighbors_rows"), values => values[3] *= 2));
        Refused("its tensor 'neighbors_labels' has label 3, outside 0..2", model => Longs(Tensor(model, "neighbors_labels"), 3));
        Refused("its tensor 'neighbors_labels' has label -1, outside 0..2", model => Longs(Tensor(model, "neighbors_labels"), -1));
        Refused("its tensor 'neighbors_labels' has 11 values for 12 rows", model => Tensor(model, "neighbors_labels").RawData = ByteString.CopyFrom(new byte[88]));
        Refused("13 neighbours of 12 training rows", model => Longs(Tensor(model, "neighbors_count"), 13));
        Refused("its tensor 'neighbors_count' is no number of neighbours", model => Longs(Tensor(model, "neighbors_count"), 0));
        Refused("its 'neighbors_metric' is 'manhattan'", model => model.MetadataProps.Single(entry => entry.Key == "neighbors_metric").Value = "manhattan");
        Refused("its 'neighbors_weights' is ''", model => model.MetadataProps.Remove(model.MetadataProps.Single(entry => entry.Key == "neighbors_weights")));
    }

    [Fact]
    public void Values_that_are_no_numbers_are_refused_where_the_lengths_hide_them()
    {
        Small(NeighborMetric.Cosine);
        Refused(
            "A training row has a value that is not a finite number",
            model => Values(Tensor(model, "neighbors_rows"), values => values[0] = float.NaN),
            model => Longs(Tensor(model, "neighbors_inverse_lengths"), 0));
    }

    private static TensorProto Tensor(ModelProto model, string name) => model.Graph.Initializer.Single(tensor => tensor.Name == name);

    private static void Values(TensorProto tensor, Action<float[]> change)
    {
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        change(values);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static void Longs(TensorProto tensor, long first)
    {
        var values = MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray();
        values[0] = first;
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private void Refused(string message, params Action<ModelProto>[] changes)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["small.onnx"]));
        foreach (var change in changes)
            change(model);
        _folder.Write("lie.onnx", model.ToByteArray());
        var error = Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["lie.onnx"]));
        Assert.Contains(message, error.Message);
        Assert.Contains("lie.onnx", error.Message);
    }

    private string Small(NeighborMetric metric = NeighborMetric.Euclidean)
    {
        var set = TestFeatures.Make(12, 4, 3, seed: 15);
        return StoredClassifier.Save(Fit(set, new() { Metric = metric }), set, _folder["small.onnx"]);
    }

    private FeatureSet Digits()
    {
        Oracle.PythonText("sklearn", DigitsScript, _folder.Path);
        return TestFeatures.Of(
            MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["features"])).ToArray(),
            [.. MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(_folder["labels"]))],
            10);
    }

    private static NearestNeighborsClassifier Fit(FeatureSet train, NearestNeighborsOptions options) =>
        NearestNeighbors.Fit(train, options, default, TestContext.Current.CancellationToken);

    private void AssertSame(FeatureSet train, FeatureSet test, int neighbors, int mostTied)
    {
        File.WriteAllBytes(_folder["features"], MemoryMarshal.AsBytes(train.Features.Span));
        File.WriteAllBytes(_folder["labels"], MemoryMarshal.AsBytes(train.Labels.AsSpan()));
        File.WriteAllBytes(_folder["test"], MemoryMarshal.AsBytes(test.Features.Span));
        var answers = Oracle.Python("sklearn", Script, _folder.Path, $"{train.FeatureCount}", $"{neighbors}");
        foreach (var kind in Kinds)
        {
            var name = $"{kind.Metric} {kind.Weights} {kind.Scaling}";
            var expected = answers.GetProperty(name).GetProperty("probabilities").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            var tied = answers.GetProperty(name).GetProperty("tied").EnumerateArray().Select(e => e.GetBoolean()).ToArray();
            Assert.InRange(tied.Count(isTied => isTied), 0, mostTied);

            var classifier = Fit(train, kind with { NNeighbors = neighbors });
            var actual = new float[expected.Length];
            classifier.Probabilities(test.Features.Span, actual);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(tied[i / train.LabelNames.Length] || Math.Abs(expected[i] - actual[i]) <= 1e-6, $"{name}, value {i}: {expected[i]} and {actual[i]}");
            StoredClassifier.AssertSameInOnnxRuntime(classifier, StoredClassifier.Save(classifier, train, _folder["m.onnx"]), test.Features);
        }
    }
}
