using Google.Protobuf;
using Google.Protobuf.Collections;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>Forests in ONNX Runtime, read back, and one test for each way their files can lie.</summary>
public sealed class ForestFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, RandomForestOptions> Forests => new()
    {
        { 2, new() { NEstimators = 1 } },
        { 2, new() { NEstimators = 10 } },
        { 2, new() { NEstimators = 100, MinSamplesLeaf = 5 } },
        { 2, new() { NEstimators = 30, Scaling = FeatureScaling.L2 } },
        { 3, new() { NEstimators = 1, MaxDepth = 1 } },
        { 3, new() { NEstimators = 100 } },
        { 17, new() { NEstimators = 50, MinSamplesLeaf = 3 } },
        { 17, new() { NEstimators = 20, Scaling = FeatureScaling.SqrtL2 } },
        { 17, new() { NEstimators = 20, Scaling = FeatureScaling.Standardize } },
    };

    [Theory]
    [MemberData(nameof(Forests))]
    public void Onnx_runtime_gives_the_probabilities_and_labels_that_the_library_gives(int classes, RandomForestOptions options)
    {
        const double Tolerance = 1e-5;
        var set = TestFeatures.Make(300, 37, classes, seed: 1);
        var file = Save(Fit(set, options));
        // Rows that it was fitted on and others, more than ONNX Runtime takes one by one.
        float[] rows = [.. set.Features.Span, .. TestFeatures.Make(300, 37, classes, seed: 2).Features.Span];
        var expected = new float[rows.Length / 37 * classes];
        file.Classifier.Probabilities(rows, expected);

        var (labels, probabilities) = Run(rows, 37);

        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], probabilities[i], Tolerance);
        for (var row = 0; row < labels.Length; row++)
            Assert.Equal(probabilities.AsSpan(row * classes, classes).IndexOf(probabilities.AsSpan(row * classes, classes).ToArray().Max()), labels[row]);
        // One row alone takes another way through ONNX Runtime.
        var single = Run(rows[..37], 37).Probabilities;
        for (var i = 0; i < classes; i++)
            Assert.Equal(expected[i], single[i], Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_forest_of_two_classes_in_which_only_one_has_votes_is_understood(int label)
    {
        // The other class's only row weighs next to nothing, and no leaf may have fewer rows than all.
        var set = TestFeatures.Of([1, 2, 3], [label, label, 1 - label], 2);
        var forest = RandomForest.Fit(
            set, new() { NEstimators = 4, Bootstrap = false, MinSamplesLeaf = 3 }, [1, 1, double.Epsilon], TestContext.Current.CancellationToken);
        Save(forest);

        var (labels, probabilities) = Run([1, 2, 3], 1);

        Assert.Equal([label, label, label], labels);
        for (var row = 0; row < 3; row++)
            Assert.Equal(1, probabilities[row * 2 + label]);
    }

    [Theory]
    [MemberData(nameof(Forests))]
    public void What_is_saved_is_what_is_loaded(int classes, RandomForestOptions options)
    {
        var set = TestFeatures.Make(200, 11, classes, seed: 3);
        var saved = Fit(set, options);
        Save(saved);

        var loaded = Assert.IsType<RandomForestClassifier>(ClassifierFile.Load(_folder["m.onnx"]).Classifier);

        Assert.Equal(saved.Name, loaded.Name);
        Assert.Equal(saved.LabelNames, loaded.LabelNames);
        Assert.Equal(saved.FeatureCount, loaded.FeatureCount);
        Assert.Equal(saved.Recipe, loaded.Recipe);
        Assert.Equal(saved.Trees.Length, loaded.Trees.Length);
        foreach (var (one, other) in saved.Trees.ToArray().Zip(loaded.Trees.ToArray()))
            Assert.Equal(Content(one), Content(other));

        var (expected, actual) = (new float[200 * classes], new float[200 * classes]);
        saved.Probabilities(set.Features.Span, expected);
        loaded.Probabilities(set.Features.Span, actual);
        Assert.Equal(expected, actual);
        Assert.Null(loaded.OutOfBagAccuracy);
        Assert.Empty(loaded.FeatureImportances);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void An_ONNX_checker_finds_nothing_to_complain_of(int classes)
    {
        Save(Fit(TestFeatures.Make(60, 5, classes, seed: 4), new() { NEstimators = 5 }));

        Oracle.PythonText("onnx", "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", _folder["m.onnx"]);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        Save(Fit(TestFeatures.Make(40, 5, 3, seed: 5), new() { NEstimators = 3 }));
        var whole = File.ReadAllBytes(_folder["m.onnx"]);
        for (var length = 0; length < whole.Length; length += 7)
        {
            _folder.Write("cut.onnx", whole.AsSpan(0, length));
            Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["cut.onnx"]));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Damaged_bytes_anywhere_crash_neither_the_reader_nor_the_forest(int classes)
    {
        var set = TestFeatures.Make(40, 5, classes, seed: 6);
        Save(Fit(set, new() { NEstimators = 3 }));
        var whole = File.ReadAllBytes(_folder["m.onnx"]);
        var random = new Random(3);
        var read = 0;
        for (var i = 0; i < 1000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            _folder.Write("damaged.onnx", damaged);
            var error = Record.Exception(() => Use(ClassifierFile.Load(_folder["damaged.onnx"]).Classifier));
            Assert.True(error is null or ClassifierFileException, $"mutation {i}: {error}");
            read += error is null ? 1 : 0;
        }

        // Bits of thresholds, votes and metadata can be anything.
        Assert.InRange(read, 1, 999);

        void Use(Classifier classifier)
        {
            var row = new float[classifier.FeatureCount < 1000 ? classifier.FeatureCount : 0];
            classifier.Probabilities(row, new float[row.Length > 0 ? classifier.LabelNames.Length : 0]);
        }
    }

    [Fact]
    public void Trees_that_lie_are_refused()
    {
        Save(Fit(TestFeatures.Make(40, 5, 3, seed: 7), new() { NEstimators = 3 }));

        Refused("it has no TreeEnsembleClassifier", node => node.OpType = "TreeEnsembleRegressor");
        Refused("its classes are not 0 to 2", node => Of(node, "classlabels_int64s").Ints[1] = 7);
        Refused("its scores are transformed", node => Of(node, "post_transform").S = ByteString.CopyFromUtf8("SOFTMAX"));
        Refused("the columns of its trees are empty, or differ in length", node => node.Attribute.Remove(Of(node, "nodes_values")));
        Refused("the columns of its trees are empty, or differ in length", node => Of(node, "nodes_featureids").Ints.Add(0));
        Refused("the columns of its trees are empty, or differ in length", node => Of(node, "class_weights").Floats.RemoveAt(0));
        Refused("it has no tree 0", node => Of(node, "nodes_treeids").Ints[0] = 5);
        Refused("it has no tree 1", node => Replace(Of(node, "nodes_treeids").Ints, 1, 2));
        Refused("tree 0 has no node 1", node => Of(node, "nodes_nodeids").Ints[1] = 0);
        Refused("node 0 of tree 0 is neither LEAF nor BRANCH_LEQ", node => Of(node, "nodes_modes").Strings[0] = ByteString.CopyFromUtf8("BRANCH_LT"));
        Refused("leaf 0 of tree 0 has no votes", node => Of(node, "nodes_modes").Strings[0] = ByteString.CopyFromUtf8("LEAF"));
        Refused("tree 0 asks for feature 5 of 5", node => Of(node, "nodes_featureids").Ints[0] = 5);
        Refused("tree 0 asks for feature -1 of 5", node => Of(node, "nodes_featureids").Ints[0] = -1);
        Refused("tree 0 has a threshold that is not finite", node => Of(node, "nodes_values").Floats[0] = float.NaN);
        foreach (var child in new[] { -1, 0, 1L << 32, long.MaxValue })
        {
            Refused("the children of node 0 of tree 0 are not two nodes after it, side by side", node =>
                (Of(node, "nodes_truenodeids").Ints[0], Of(node, "nodes_falsenodeids").Ints[0]) = (child, unchecked(child + 1)));
        }

        Refused("the children of node 0 of tree 0 are not", node => Of(node, "nodes_falsenodeids").Ints[0] = 1);
        Refused("for class 3 of 3", node => Of(node, "class_ids").Ints[0] = 3);
        Refused("for class -1 of 3", node => Of(node, "class_ids").Ints[0] = -1);
        Refused("tree 0 votes NaN for class", node => Of(node, "class_weights").Floats[0] = float.NaN);
        Refused("tree 0 votes -1 for class", node => Of(node, "class_weights").Floats[0] = -1);
        Refused("has no votes", node => Of(node, "class_nodeids").Ints[0] = 0);
        Refused("it has votes that belong to no leaf", node =>
        {
            foreach (var name in new[] { "class_treeids", "class_nodeids", "class_ids" })
                Of(node, name).Ints.Add(9);
            Of(node, "class_weights").Floats.Add(1);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(1L << 40)]
    public void A_number_of_features_that_lies_is_refused(long featureCount)
    {
        Save(Fit(TestFeatures.Make(40, 5, 3, seed: 8), new() { NEstimators = 3 }));
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["m.onnx"]));
        model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = featureCount;
        _folder.Write("lie.onnx", model.ToByteArray());
        Assert.Contains("does not say how many features", Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["lie.onnx"])).Message);
    }

    private static RandomForestClassifier Fit(FeatureSet set, RandomForestOptions options) =>
        RandomForest.Fit(set, options, cancellationToken: TestContext.Current.CancellationToken);

    private ClassifierFile Save(RandomForestClassifier forest)
    {
        var record = new TrainingRecord
        {
            TestFraction = 0,
            Seed = 1,
            TrainCount = 1,
            TestCount = 0,
            Classifier = "forest",
            Scaling = "none",
            Settings = "",
            Converged = true,
            Iterations = 0,
            ToolVersion = "0",
            Created = "2026-01-01T00:00:00Z",
        };
        var file = new ClassifierFile(forest, record, SeenRows.Of(TestFeatures.Make(6, 2, 2, seed: 1)));
        file.Save(_folder["m.onnx"]);
        return file;
    }

    private (long[] Labels, float[] Probabilities) Run(float[] rows, int featureCount)
    {
        using var session = new InferenceSession(_folder["m.onnx"]);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / featureCount, featureCount]);
        using var results = session.Run(options, ["features"], [input], ["label", "probabilities"]);
        return (results[0].GetTensorDataAsSpan<long>().ToArray(), results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    private void Refused(string message, Action<NodeProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["m.onnx"]));
        change(model.Graph.Node.Single(node => node.OpType == "TreeEnsembleClassifier"));
        _folder.Write("lie.onnx", model.ToByteArray());
        var error = Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["lie.onnx"]));
        Assert.Contains(message, error.Message);
    }

    /// <summary>All that a tree says, without where its votes lie.</summary>
    private static string[] Content(DecisionTree tree) => [.. tree.Nodes.ToArray().Select(node =>
        node.IsLeaf ? string.Join(' ', tree.Votes.Slice(node.Next, node.VoteCount).ToArray()) : $"{node}")];

    private static AttributeProto Of(NodeProto node, string name) => node.Attribute.Single(attribute => attribute.Name == name);

    private static void Replace(RepeatedField<long> values, long old, long replacement)
    {
        for (var i = 0; i < values.Count; i++)
            values[i] = values[i] == old ? replacement : values[i];
    }
}
