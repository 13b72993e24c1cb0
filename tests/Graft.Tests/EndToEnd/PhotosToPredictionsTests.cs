using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The commands as a user types them, on pictures that any network tells apart.</summary>
public sealed class PhotosToPredictionsTests : IClassFixture<PhotosToPredictionsTests.Trained>
{
    private readonly Trained _trained;

    public PhotosToPredictionsTests(Trained trained) => _trained = trained;

    /// <summary>Two classes with names in any script, one unreadable photo, and a classifier trained on them once.</summary>
    public sealed class Trained : IDisposable
    {
        internal TempFolder Folder { get; } = new();

        internal GraftRun Training { get; }

        public Trained()
        {
            for (var i = 0; i < 12; i++)
            {
                Folder.Write($"photos/장미/{i:00} 🌹.png", TestImages.PngOf(new RgbColor(210, 30, 60), i));
                Folder.Write($"photos/sky/{i:00}.png", TestImages.PngOf(new RgbColor(60, 120, 220), i));
            }

            Folder.Write("photos/sky/broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0]);
            Training = GraftProcess.RunIn(Folder.Path, "train", "photos", "--out", "m.onnx", "--format", "json");
        }

        public void Dispose() => Folder.Dispose();
    }

    [Fact]
    public void Training_on_a_folder_extracts_fits_tests_and_keeps_the_features()
    {
        var result = JsonDocument.Parse(_trained.Training.Succeeded().Output).RootElement;

        Assert.Equal(1.0, result.GetProperty("accuracy").GetDouble());
        Assert.Equal(1.0, result.GetProperty("rank5").GetDouble());
        Assert.Equal(1.0, result.GetProperty("meanPerClassAccuracy").GetDouble());
        Assert.Equal((18, 6), (result.GetProperty("trainCount").GetInt32(), result.GetProperty("testCount").GetInt32()));
        Assert.Equal(["sky", "장미"], result.GetProperty("classes").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.Contains("1 image could not be read and was skipped:\n  sky/broken.jpg: the JPEG data is damaged", _trained.Training.Error);
        Assert.Contains("Features are kept in m.h5", _trained.Training.Error);
        Assert.Equal(["m.h5", "m.onnx", "photos"], _trained.Folder.Names());
    }

    [Fact]
    public void Evaluation_of_the_training_file_counts_only_the_rows_kept_for_the_test()
    {
        var run = GraftProcess.RunIn(_trained.Folder.Path, "evaluate", "m.onnx", "m.h5", "--format", "json").Succeeded();

        Assert.Equal(6, JsonDocument.Parse(run.Output).RootElement.GetProperty("testCount").GetInt32());
        var text = GraftProcess.RunIn(_trained.Folder.Path, "evaluate", "m.onnx", "m.h5").Succeeded();
        Assert.Contains("The classifier was trained on 18 of the 24 rows; they do not count.", text.Error);
        Assert.Contains("accuracy (rank-1)        100.00% of 6 test images", text.Output);
    }

    [Fact]
    public void Prediction_names_the_class_of_new_photos_and_reports_those_it_cannot_read()
    {
        using var folder = new TempFolder();
        folder.Write("a.png", TestImages.PngOf(new RgbColor(215, 25, 55), 77));
        folder.Write("b.png", TestImages.PngOf(new RgbColor(55, 125, 225), 78));
        folder.Write("c.png", "not a picture");

        var run = GraftProcess.Run("predict", Path.Combine(_trained.Folder.Path, "m.onnx"), folder.Path, "--top", "2", "--format", "json").Succeeded();

        var predictions = JsonDocument.Parse(run.Output).RootElement.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(["장미", "sky", null], predictions.Select(item => item.GetProperty("label").GetString()));
        Assert.All(predictions[..2], item => Assert.Equal(1, item.GetProperty("top").EnumerateArray().Sum(guess => guess.GetProperty("probability").GetDouble()), 1e-5));
        Assert.Equal("it is not an image of a known kind", predictions[2].GetProperty("error").GetString());
        Assert.Contains("c.png: it is not an image of a known kind", run.Error);
    }

    [Fact]
    public void Predictions_as_CSV_are_quoted_where_they_must_be()
    {
        using var folder = new TempFolder();
        var photo = folder.Write("a, \"b\".png", TestImages.PngOf(new RgbColor(215, 25, 55), 77));

        var run = GraftProcess.Run("predict", Path.Combine(_trained.Folder.Path, "m.onnx"), photo, "--format", "csv").Succeeded();

        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal("path,rank,class,probability,error", lines[0].TrimEnd('\r'));
        Assert.StartsWith($"\"{photo.Replace("\"", "\"\"")}\",1,장미,", lines[1]);
    }

    [Fact]
    public void Strict_extraction_writes_the_file_and_exits_with_1_when_a_photo_was_skipped()
    {
        using var folder = new TempFolder();
        var photos = Path.Combine(_trained.Folder.Path, "photos");

        var strict = GraftProcess.Run("extract", photos, "--out", folder["x.h5"], "--strict");

        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("x.h5: 24 rows x 512 features of 2 classes", strict.Output);
        Assert.Contains("sky/broken.jpg", strict.Error);
        Assert.Equal(24, FeatureFile.Read(folder["x.h5"]).RowCount);
    }

    [Fact]
    public void Inspection_says_in_words_what_a_file_holds()
    {
        var features = GraftProcess.RunIn(_trained.Folder.Path, "inspect", "m.h5").Succeeded().Output;
        Assert.Contains("m.h5: HDF5 feature file", features);
        Assert.Contains("24 rows (one a photo) x 512 values, float32", features);
        Assert.Contains("2: sky (12), 장미 (12)", features);
        Assert.Contains("resnet18, layer Pooling395_Output_0", features);

        var classifier = GraftProcess.RunIn(_trained.Folder.Path, "inspect", "m.onnx").Succeeded().Output;
        Assert.Contains("m.onnx: ONNX classifier (logistic regression)", classifier);
        Assert.Contains("on 6 others: accuracy 100.00% (test fraction 0.25, seed 42)", classifier);
        Assert.Equal("features", JsonDocument.Parse(GraftProcess.RunIn(_trained.Folder.Path, "inspect", "m.h5", "--format", "json").Output).RootElement.GetProperty("kind").GetString());
        Assert.Equal("classifier", JsonDocument.Parse(GraftProcess.RunIn(_trained.Folder.Path, "inspect", "m.onnx", "--format", "json").Output).RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public void Two_runs_give_the_same_classifier_but_for_its_date()
    {
        using var folder = new TempFolder();
        GraftProcess.Run("train", Path.Combine(_trained.Folder.Path, "m.h5"), "--out", folder["again.onnx"]).Succeeded();

        var (first, again) = (ClassifierFile.Load(Path.Combine(_trained.Folder.Path, "m.onnx")), ClassifierFile.Load(folder["again.onnx"]));

        var (weights, weightsAgain) = ((LinearClassifier)first.Classifier, (LinearClassifier)again.Classifier);
        Assert.Equal(weights.Weights.ToArray(), weightsAgain.Weights.ToArray());
        Assert.Equal(weights.Intercepts.ToArray(), weightsAgain.Intercepts.ToArray());
        Assert.Equal(first.Record with { Created = "", Command = null }, again.Record with { Created = "", Command = null });
    }

    [Fact]
    public void Features_of_another_backbone_are_refused()
    {
        using var folder = new TempFolder();
        var other = TestFeatures.Write(folder["other.h5"], TestFeatures.Set(4, 512, ["sky", "장미"]));

        GraftProcess.Run("evaluate", Path.Combine(_trained.Folder.Path, "m.onnx"), other).Failed(
            1, $"Feature file '{other}' does not go with the classifier: backbone 'test' here, 'resnet18' there. Extract the features again.");
    }
}
