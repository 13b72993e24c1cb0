using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class EvaluateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Text_and_json_say_the_same_and_all_that_the_library_knows()
    {
        var set = TestFeatures.Make(240, 20, 4, 3);
        Train(set);
        using var file = FeatureFile.Open(_folder["f.h5"]);
        var classifier = ClassifierFile.Load(_folder["m.onnx"]);
        var evaluation = ClassifierTraining.Evaluate(classifier.Classifier, classifier.SeenRows, file);
        var text = Graft("evaluate", "m.onnx", "f.h5").Succeeded();
        var json = JsonDocument.Parse(Graft("evaluate", "m.onnx", "f.h5", "--format", "json").Succeeded().Output).RootElement;

        Assert.Contains("The classifier was trained on 180 of the 240 rows; they do not count.", text.Error);
        Assert.Contains(string.Create(null, $"accuracy (rank-1)        {100 * evaluation.Accuracy:F2}% of 60 test images (95% interval {100 * evaluation.Interval.Low:F2}% to {100 * evaluation.Interval.High:F2}%)\n"), text.Output);
        Assert.Contains($"rank-5 accuracy          100.00%\nmean per-class accuracy  {100 * evaluation.MeanPerClassAccuracy:F2}%\nmacro F1                 {100 * evaluation.MacroAverage.F1:F2}%\ncalibration error        {100 * evaluation.CalibrationError:F2}%\nmost confused:\n", text.Output);
        Assert.Contains("taken for", text.Output);

        Assert.Equal(evaluation.Accuracy, json.GetProperty("accuracy").GetDouble());
        Assert.Equal(evaluation.Interval.Low, json.GetProperty("interval").GetProperty("low").GetDouble());
        Assert.Equal(evaluation.Interval.High, json.GetProperty("interval").GetProperty("high").GetDouble());
        Assert.Equal(evaluation.Rank5Accuracy, json.GetProperty("rank5").GetDouble());
        Assert.Equal(evaluation.MeanPerClassAccuracy, json.GetProperty("meanPerClassAccuracy").GetDouble());
        Assert.Equal(evaluation.MacroAverage.F1, json.GetProperty("macroF1").GetDouble());
        Assert.Equal(evaluation.CalibrationError, json.GetProperty("calibrationError").GetDouble());
        Assert.Equal(180, json.GetProperty("trainCount").GetInt32());
        Assert.Equal(60, json.GetProperty("testCount").GetInt32());
        Assert.Equal(evaluation.MacroAverage.Precision, json.GetProperty("macroAverage").GetProperty("precision").GetDouble());
        Assert.Equal(evaluation.WeightedAverage.Recall, json.GetProperty("weightedAverage").GetProperty("recall").GetDouble());
        Assert.Equal(evaluation.Classes.Select(item => item.F1), json.GetProperty("classes").EnumerateArray().Select(item => item.GetProperty("f1").GetDouble()));
        Assert.Equal(
            evaluation.ConfusedPairs.Select(pair => (evaluation.Classes[pair.TrueLabel].Name, evaluation.Classes[pair.PredictedLabel].Name, pair.Count)),
            json.GetProperty("confusedPairs").EnumerateArray().Select(pair => (pair.GetProperty("class").GetString()!, pair.GetProperty("takenFor").GetString()!, pair.GetProperty("count").GetInt32())));
        Assert.Equal(
            Enumerable.Range(0, 16).Select(place => evaluation.ConfusionMatrix[place / 4, place % 4]),
            json.GetProperty("confusionMatrix").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(count => count.GetInt32()));
    }

    [Fact]
    public void Several_feature_files_are_evaluated_as_one()
    {
        Train(TestFeatures.Make(240, 20, 4, 3));
        TestFeatures.Write(_folder["new.h5"], Renamed(TestFeatures.Make(80, 20, 4, 3), "new"));
        TestFeatures.Write(_folder["copy.h5"], Renamed(TestFeatures.Make(80, 20, 4, 3), "new"));
        TestFeatures.Write(_folder["other.h5"], TestFeatures.Make(80, 21, 4, 3));

        var json = JsonDocument.Parse(Graft("evaluate", "m.onnx", "f.h5", "new.h5", "--format", "json").Succeeded().Output).RootElement;
        Assert.Equal(60 + 80, json.GetProperty("testCount").GetInt32());
        Graft("evaluate", "m.onnx", "f.h5", "f.h5").Failed(1, "'f.h5' is given twice. Give each feature file once.");
        Graft("evaluate", "m.onnx", "new.h5", "copy.h5").Failed(
            1, "'new/0.jpg' is in 'new.h5' and, with the same features, in 'copy.h5'; it would count twice. Give files that have no photo in common.");
        Graft("evaluate", "m.onnx", "f.h5", "other.h5").Failed(1, "'other.h5' has 21 values a row, 'f.h5' has 20. Extract one of them again.");
        Graft("evaluate", "m.onnx").Failed(2, "Required argument 'FEATURES' missing for command: 'evaluate'.");
    }

    [Fact]
    public void Class_names_with_control_characters_markup_and_other_scripts_come_out_as_text()
    {
        string[] names = ["<img src=x>", "[red]bold[/]", "\u001b[31mred\u001b[0m", "line\nbreak\ttab", "evil\u202egpj", "ורד שושנה", "🌼 花"];
        var set = TestFeatures.Set(16, 10, names);
        TestFeatures.Write(_folder["f.h5"], set);
        var train = Graft("train", "f.h5", "--out", "m.onnx", "--folds", "2").Succeeded();
        var text = Graft("evaluate", "m.onnx", "f.h5").Succeeded();
        var json = Graft("evaluate", "m.onnx", "f.h5", "--format", "json").Succeeded();
        var inspection = Graft("inspect", "f.h5").Succeeded();

        foreach (var output in new[] { train.Output, text.Output, json.Output, inspection.Output, text.Error })
            Assert.DoesNotContain(output, character => (char.IsControl(character) && character != '\n') || character is '\u202e' or '\u2068');
        foreach (var shown in new[] { "<img src=x>", "[red]bold[/]", "\\u001b[31mred\\u001b[0m", "line\\u000abreak\\u0009tab", "evil\\u202egpj", "ורד שושנה", "🌼 花" })
        {
            Assert.Single(text.Output.Split('\n'), line => line.TrimStart().StartsWith(shown, StringComparison.Ordinal));
            Assert.Contains(shown, inspection.Output);
        }

        Assert.Equal(names, JsonDocument.Parse(json.Output).RootElement.GetProperty("classes").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Graft("evaluate", "m.onnx", "no\u001b[2Jsuch\n.h5").Failed(1, "There is no file 'no\\u001b[2Jsuch\\u000a.h5'.");
    }

    private void Train(FeatureSet set)
    {
        TestFeatures.Write(_folder["f.h5"], set);
        Graft("train", "f.h5", "--out", "m.onnx").Succeeded();
    }

    private static FeatureSet Renamed(FeatureSet set, string folder) =>
        new(set.Features.ToArray(), set.Labels, set.LabelNames, [.. set.Paths.Select(path => $"{folder}/{path}")], set.Recipe);

    private GraftRun Graft(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments);
}
