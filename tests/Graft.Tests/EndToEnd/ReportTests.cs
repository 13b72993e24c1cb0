using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The report as a user gets it, held to its JSON, to scikit-learn, and to a browser.</summary>
public sealed class ReportTests(Browser browser) : IDisposable
{
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
            "rank1": top_k_accuracy_score(y, scores, k=1, labels=range(k)),
            "rank5": top_k_accuracy_score(y, scores, k=5, labels=range(k)),
            "balanced": balanced_accuracy_score(y, p)}))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_number_on_the_page_is_that_of_the_json()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(480, 12, 8, seed: 4));
        GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "m.onnx", "--c", "0.1,1", "--folds", "3", "--calibrate", "--report", "trained.html").Succeeded();

        var run = GraftProcess.RunIn(_folder.Path, "report", "m.onnx", "x.h5", "--out", "r.html", "--format", "json").Succeeded();
        var json = JsonDocument.Parse(run.Output).RootElement;
        var places = ReportPages.AssertNumbers(ReportPages.Parse(_folder["r.html"]), json);
        Assert.Superset(
            new HashSet<string>
            {"accuracy", "interval.low", "interval.high", "rank5", "meanPerClassAccuracy", "macroAverage.precision", "weightedAverage.f1", "calibrationError", "testCount",
                "classes.7.recall", "classes.0.support", "confusedPairs.0.count", "confusedPairs.0.share", "mistakes.0.probability", "mistakes.0.trueProbability",
                "learningCurve.5.accuracy", "learningCurve.0.trainCount", "record.trainCount", "record.seed", "record.calibrationErrorAfter", "search.rows.1.mean",
            },
            places);
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < 8; j++)
                Assert.Equal(ReportPages.At(json, $"confusionMatrix.{i}.{j}").GetInt32() > 0, places.Contains($"confusionMatrix.{i}.{j}"));
        }

        // The one that 'train' made is the same but for the command and the time.
        Assert.Equal(Unsigned("r.html"), Unsigned("trained.html"));
        Assert.Equal("graft train x.h5 --out m.onnx --c 0.1,1 --folds 3 --calibrate --report trained.html", ReportPages.At(json, "record.command").GetString());

        string Unsigned(string name) => Regex.Replace(File.ReadAllText(_folder[name]), "<footer>.*?</footer>", "");
    }

    [Fact]
    public void The_json_says_what_scikit_learn_says_of_the_probabilities_that_the_onnx_file_gives()
    {
        const int Classes = 8;
        var set = TestFeatures.Make(480, 12, Classes, seed: 4);
        TestFeatures.Write(_folder["x.h5"], set);
        GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "m.onnx").Succeeded();
        var json = JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, "report", "m.onnx", "x.h5", "--out", "r.html", "--map", "none", "--format", "json").Succeeded().Output).RootElement;

        var test = StratifiedSplit.Of(set.Labels, set.LabelNames, 0.25, 42).TestRows;
        float[] features = [.. test.SelectMany(row => set.Row(row).ToArray())];
        File.WriteAllBytes(_folder["scores"], MemoryMarshal.AsBytes(StoredClassifier.Run(_folder["m.onnx"], features, set.FeatureCount).Probabilities.AsSpan()).ToArray());
        File.WriteAllBytes(_folder["labels"], MemoryMarshal.AsBytes(test.Select(row => set.Labels[row]).ToArray().AsSpan()).ToArray());
        var expected = Oracle.Python("sklearn", MetricsScript, _folder.Path, $"{Classes}");

        Assert.Equal(ReportPages.At(expected, "report.accuracy").GetDouble(), ReportPages.At(json, "accuracy").GetDouble(), 12);
        Assert.Equal(ReportPages.At(expected, "rank1").GetDouble(), ReportPages.At(json, "accuracy").GetDouble(), 12);
        Assert.Equal(ReportPages.At(expected, "rank5").GetDouble(), ReportPages.At(json, "rank5").GetDouble(), 12);
        Assert.Equal(ReportPages.At(expected, "balanced").GetDouble(), ReportPages.At(json, "meanPerClassAccuracy").GetDouble(), 12);
        AssertSame(expected.GetProperty("report").GetProperty("macro avg"), json.GetProperty("macroAverage"));
        AssertSame(expected.GetProperty("report").GetProperty("weighted avg"), json.GetProperty("weightedAverage"));
        for (var k = 0; k < Classes; k++)
            AssertSame(expected.GetProperty("report").GetProperty($"{k}"), ReportPages.At(json, $"classes.{k}"));
        Assert.Equal(ReportPages.At(expected, "confusion").GetRawText().Replace(" ", ""), Regex.Replace(ReportPages.At(json, "confusionMatrix").GetRawText(), @"\s", ""));
    }

    [Fact]
    public async Task A_browser_shows_the_page_without_a_complaint_and_its_script_sorts()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(480, 12, 8, seed: 4));
        GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "m.onnx", "--report", "r.html").Succeeded();

        var complaints = new List<string>();
        var page = await browser.OpenFileAsync(_folder["r.html"], complaints);
        Assert.Equal("m.onnx: report", await page.TitleAsync());
        // The script has made a button of each heading.
        Assert.Contains("<button type=\"button\">recall</button>", await page.ContentAsync());

        var sorted = await page.EvaluateAsync<string>("""
            (() => {
              const table = document.querySelector("table.sortable"), button = table.querySelectorAll("button")[0], shown = [];
              for (let i = 0; i !== 2; i++) { button.click(); shown.push([...table.tBodies[0].rows].map(row => row.cells[0].textContent).join() + button.parentNode.getAttribute("aria-sort")); }
              table.querySelectorAll("button")[4].click();
              return shown.join(" | ") + " | " + [...table.tBodies[0].rows].map(row => Number(row.cells[4].querySelector("data").value)).every((n, i, all) => i === 0 || all[i - 1] === n || n > all[i - 1]);
            })()
            """);
        var ascending = string.Join(',', Enumerable.Range(0, 8).Select(k => $"class {k}"));
        Assert.Equal($"{ascending}ascending | {string.Join(',', ascending.Split(',').Reverse())}descending | true", sorted);
        Assert.Empty(complaints);
    }

    [Fact]
    public void An_output_of_another_kind_and_options_without_meaning_are_refused()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(60, 6, 3, seed: 4));
        GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "m.onnx").Succeeded();
        _folder.Write("thesis.html", "<html>four years of work</html>");

        GraftProcess.RunIn(_folder.Path, "report", "m.onnx", "x.h5", "--out", "thesis.html").Failed(1, "Cannot write 'thesis.html': a file of another kind has that name. Choose another name, or remove it.");
        GraftProcess.RunIn(_folder.Path, "report", "m.onnx", "x.h5", "--out", "r.html", "--images", "nowhere").Failed(1, GraftProcess.RunIn(_folder.Path, "extract", "nowhere", "--out", "y.h5").Error.Split('\n')[0]["error: ".Length..]);
        Assert.Equal(["m.onnx", "thesis.html", "x.h5"], _folder.Names());
        var usage = GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "n.onnx", "--test-fraction", "0", "--report", "r.html");
        Assert.Equal(2, usage.ExitCode);
        Assert.StartsWith("error: Option '--report' needs photos to test on; '--test-fraction 0' keeps none.", usage.Error, StringComparison.Ordinal);
        usage = GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "n.onnx", "--map", "pca");
        Assert.Equal(2, usage.ExitCode);
        Assert.StartsWith("error: Option '--map' is about the report; add '--report REPORT.html'.", usage.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_the_old_report()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(60, 6, 3, seed: 4));
        GraftProcess.RunIn(_folder.Path, "train", "x.h5", "--out", "m.onnx").Succeeded();
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        if (GraftProcess.Shell(_folder.Path, $"mount -t tmpfs -o size=16k tmpfs '{disk}'").ExitCode != 0)
            Assert.Skip("A file system cannot be mounted here.");
        try
        {
            var old = _folder.Write("disk/r.html", "<!DOCTYPE html>\n<meta name=\"generator\" content=\"Graft 0.0.1\"/>");

            GraftProcess.RunIn(_folder.Path, "report", "m.onnx", "x.h5", "--out", "disk/r.html").Failed(1, "Cannot write 'disk/r.html': the disk is full. Nothing was left behind.");
            Assert.EndsWith("Graft 0.0.1\"/>", File.ReadAllText(old));
            Assert.Equal([old], Directory.GetFiles(disk));
        }
        finally
        {
            GraftProcess.Shell(_folder.Path, $"umount '{disk}'");
        }
    }

    [Theory]
    [InlineData("plain-1.5_/x.h5")]
    [InlineData("a photo's \"best\" $HOME `id` \\ * ; & | < > ( ) # ~ ! \n end")]
    [InlineData("زنبق 🌷")]
    [InlineData("")]
    public void A_command_that_is_pasted_into_a_shell_has_the_same_arguments(string argument)
    {
        var command = Graft.Cli.CommandText.Of(["train", argument, "--out", "m.onnx"]);

        Assert.Equal($"train\0{argument}\0--out\0m.onnx\0", Oracle.Tool("bash", "-c", $"graft() {{ printf '%s\\0' \"$@\"; }}; {command}"));
    }

    private static void AssertSame(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.GetProperty("precision").GetDouble(), actual.GetProperty("precision").GetDouble(), 12);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), actual.GetProperty("recall").GetDouble(), 12);
        Assert.Equal(expected.GetProperty("f1-score").GetDouble(), actual.GetProperty("f1").GetDouble(), 12);
        Assert.Equal(expected.GetProperty("support").GetDouble(), actual.GetProperty("support").GetDouble());
    }
}
