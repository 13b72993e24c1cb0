using System.Text.Json;
using Google.Protobuf;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>The classifier file in ONNX Runtime, read back, and one test for each way it can lie.</summary>
public sealed class ClassifierFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Onnx_runtime_gives_the_labels_and_probabilities_that_the_library_gives()
    {
        const double Tolerance = 1e-5;
        var set = TestFeatures.Set(20, 37, ["장미", "🌹", "tulip", "daisy"]);
        var file = Trained(set);
        var expected = new float[set.RowCount * 4];
        file.Classifier.Probabilities(set.Features.Span, expected);

        using var session = new InferenceSession(_folder["m.onnx"]);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(set.Features.ToArray(), [set.RowCount, 37]);
        using var results = session.Run(options, ["features"], [input], ["label", "probabilities"]);

        var labels = results[0].GetTensorDataAsSpan<long>().ToArray();
        var probabilities = results[1].GetTensorDataAsSpan<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], probabilities[i], Tolerance);
        for (var row = 0; row < set.RowCount; row++)
            Assert.Equal(file.Classifier.Predict(set.Row(row)), labels[row]);
        Assert.Equal(["features"], session.InputNames);
        Assert.Equal(["label", "probabilities"], session.OutputNames);
        Assert.Equal(["장미", "🌹", "tulip", "daisy"], JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["label_names"])!);
        Assert.Equal("pool", session.ModelMetadata.CustomMetadataMap["layer"]);
    }

    [Fact]
    public void What_is_saved_is_what_is_loaded()
    {
        var file = Trained(TestFeatures.Set(6, 5, ["장미", "b"]));

        var loaded = ClassifierFile.Load(_folder["m.onnx"]);

        Assert.Equal(file.Record, loaded.Record);
        Assert.Equal(file.Classifier.LabelNames, loaded.Classifier.LabelNames);
        Assert.Equal(file.Classifier.Recipe, loaded.Classifier.Recipe);
        var (saved, read) = (Assert.IsType<LinearClassifier>(file.Classifier), Assert.IsType<LinearClassifier>(loaded.Classifier));
        Assert.Equal(saved.Weights.ToArray(), read.Weights.ToArray());
        Assert.Equal(saved.Intercepts.ToArray(), read.Intercepts.ToArray());
    }

    [Fact]
    public void The_table_of_a_search_is_kept_and_a_damaged_one_refused()
    {
        using var features = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(9, 5, ["장미", "b"])));
        var options = new TrainingOptions { Folds = 3, Candidates = [new LogisticRegressionOptions(), new LogisticRegressionOptions { C = 0.1, Scaling = FeatureScaling.Standardize }] };
        var result = ClassifierTraining.Run(features, options, cancellationToken: TestContext.Current.CancellationToken);
        new ClassifierFile(result.Classifier, result.Record, result.SeenRows) { Search = result.Search }.Save(_folder["m.onnx"]);

        var loaded = ClassifierFile.Load(_folder["m.onnx"]);

        Assert.Equal(JsonSerializer.Serialize(result.Search), JsonSerializer.Serialize(loaded.Search));
        Assert.Equal(result.Record, loaded.Record);
        foreach (var lie in new[] { "null", "{}", "[]", "x", """{"folds":3,"repeats":1,"settingCount":1,"rows":null}""", """{"folds":3,"repeats":1,"settingCount":1,"rows":[null]}""" })
            Refused("is damaged", model => model.MetadataProps.Single(entry => entry.Key == "search").Value = lie);
    }

    [Fact]
    public void An_ONNX_checker_finds_nothing_to_complain_of()
    {
        Trained(TestFeatures.Set(6, 5, ["a", "b"]));

        Oracle.PythonText("onnx", "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", _folder["m.onnx"]);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        Trained(TestFeatures.Set(6, 5, ["a", "b"]));
        var whole = File.ReadAllBytes(_folder["m.onnx"]);
        for (var length = 0; length < whole.Length; length += 7)
        {
            _folder.Write("cut.onnx", whole.AsSpan(0, length));
            Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["cut.onnx"]));
        }
    }

    [Fact]
    public void Damaged_bytes_anywhere_never_crash_the_reader()
    {
        Trained(TestFeatures.Set(6, 5, ["a", "b"]));
        var whole = File.ReadAllBytes(_folder["m.onnx"]);
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            _folder.Write("damaged.onnx", damaged);
            var error = Record.Exception(() => ClassifierFile.Load(_folder["damaged.onnx"]));
            Assert.True(error is null or ClassifierFileException, $"mutation {i}: {error}");
        }
    }

    [Theory]
    [InlineData("label_names", "[\"a\"]", "At least 2 class names are needed")]
    [InlineData("label_names", "[\"a\",\"b\",\"c\"]", "2 intercepts for 3 classes")]
    [InlineData("label_names", "[\"a\",null]", "is damaged")]
    [InlineData("label_names", "null", "is damaged")]
    [InlineData("label_names", "{", "is damaged")]
    [InlineData("preprocessing", "{}", "is damaged")]
    [InlineData("training", "{}", "is damaged")]
    [InlineData("training", "null", "is damaged")]
    [InlineData("layer", null, "its metadata has no 'layer'")]
    [InlineData("graft_version", "1", "has version 1; this version of Graft reads 2")]
    [InlineData("graft_version", null, "is not a classifier made by 'graft train'")]
    public void Metadata_that_lies_is_refused(string key, string? value, string message)
    {
        Trained(TestFeatures.Set(6, 5, ["a", "b"]));

        Refused(message, model =>
        {
            var entry = model.MetadataProps.Single(entry => entry.Key == key);
            if (value is null)
                model.MetadataProps.Remove(entry);
            else
                entry.Value = value;
        });
    }

    [Fact]
    public void Weights_that_are_missing_or_not_finite_are_refused()
    {
        Trained(TestFeatures.Set(6, 5, ["a", "b"]));

        Refused("it has no tensor 'weights'", model => model.Graph.Initializer.Single(tensor => tensor.Name == "weights").Name = "other");
        Refused("its tensor 'weights' is not float32", model => model.Graph.Initializer.Single(tensor => tensor.Name == "weights").DataType = 11);
        Refused("An intercept is not a finite number", model =>
            model.Graph.Initializer.Single(tensor => tensor.Name == "intercepts").RawData = ByteString.CopyFrom([0, 0, 192, 127, 0, 0, 0, 0]));
    }

    private ClassifierFile Trained(FeatureSet set)
    {
        using var features = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], set));
        var result = ClassifierTraining.Run(features, cancellationToken: TestContext.Current.CancellationToken);
        var file = new ClassifierFile(result.Classifier, result.Record, result.SeenRows);
        file.Save(_folder["m.onnx"]);
        return file;
    }

    private void Refused(string message, Action<ModelProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["m.onnx"]));
        change(model);
        _folder.Write("lie.onnx", model.ToByteArray());
        var error = Assert.Throws<ClassifierFileException>(() => ClassifierFile.Load(_folder["lie.onnx"]));
        Assert.Contains(message, error.Message);
        Assert.Contains("lie.onnx", error.Message);
    }
}
