using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using Graft.Cli.Output;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class TuningReportTests(Browser browser) : IDisposable
{
    private static readonly FeatureSet Rows = TestFeatures.Make(480, 12, 8, seed: 4);

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Histories => ["usual", "one epoch", "a hundred epochs", "no validation", "diverged", "diverged at once", "head only", "nothing"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Histories))]
    public void Every_number_on_the_page_is_that_of_the_json(string kind)
    {
        var (page, json) = Made(Tunings.Report(Rows, Of(kind)));

        var places = ReportPages.AssertNumbers(page, json);

        Assert.Superset(
            new HashSet<string>
            {"tuning.gains.accuracy", "tuning.gains.rank5", "tuning.gains.meanPerClassAccuracy", "tuning.gains.macroF1", "tuning.gains.calibrationError", "tuning.baseline.accuracy",
                "tuning.baseline.interval.low", "tuning.baseline.interval.high", "tuning.baseline.correctCount", "tuning.baseline.testCount", "tuning.baseline.rank5",
                "tuning.baseline.meanPerClassAccuracy", "tuning.baseline.macroF1", "tuning.baseline.calibrationError", "tuning.comparison.bothCount", "tuning.comparison.onlyTunedCount",
                "tuning.comparison.onlyBaselineCount", "tuning.comparison.neitherCount", "tuning.comparison.pValue", "tuning.bestEpoch", "tuning.epochs.0.number",
            },
            places);
        var epochs = json.GetProperty("tuning").GetProperty("epochs");
        for (var i = 0; i < epochs.GetArrayLength(); i++)
        {
            foreach (var name in new[] { "trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy" })
                Assert.Equal(epochs[i].GetProperty(name).ValueKind == JsonValueKind.Number, places.Contains($"tuning.epochs.{i}.{name}"));
        }

        Assert.Equal("html", XDocument.Parse(File.ReadAllText(_folder["r.html"])).Root!.Name.LocalName);
    }

    [Fact]
    public void The_comparison_is_of_the_two_evaluations()
    {
        var report = Tunings.Report(Rows, Tunings.History(3));
        var json = Made(report).Json.GetProperty("tuning");

        Assert.Equal(report.Evaluation.Accuracy - report.Tuning!.Baseline!.Accuracy, json.GetProperty("gains").GetProperty("accuracy").GetDouble(), 12);
        Assert.True(report.Evaluation.Accuracy > report.Tuning.Baseline.Accuracy);
        Assert.Equal(report.Evaluation.MacroAverage.F1 - report.Tuning.Baseline.MacroAverage.F1, json.GetProperty("gains").GetProperty("macroF1").GetDouble(), 12);
        var comparison = json.GetProperty("comparison");
        Assert.Equal(report.Evaluation.CorrectCount, comparison.GetProperty("bothCount").GetInt32() + comparison.GetProperty("onlyTunedCount").GetInt32());
        Assert.Equal(report.Tuning.Baseline.CorrectCount, comparison.GetProperty("bothCount").GetInt32() + comparison.GetProperty("onlyBaselineCount").GetInt32());
        var classes = json.GetProperty("classes");
        for (var k = 0; k < 8; k++)
        {
            Assert.Equal(report.Evaluation.Classes[k].Name, classes[k].GetProperty("name").GetString());
            Assert.Equal(report.Tuning.Baseline.Classes[k].Recall, classes[k].GetProperty("baseline").GetDouble());
            Assert.Equal(report.Evaluation.Classes[k].Recall, classes[k].GetProperty("tuned").GetDouble());
        }
    }

    [Theory]
    [InlineData("usual", "Training ran its full length of 20 epochs. The weights after epoch 10 were kept, the best on the validation photos.")]
    [InlineData("one epoch", "Training ran its full length of 1 epoch. The weights after epoch 1 were kept, the best on the validation photos.")]
    [InlineData("no gain", "Training was stopped early, after 12 epochs, the last of which brought nothing more on the validation photos. The weights after epoch 6 were kept, the best on the validation photos.")]
    [InlineData("no validation", "so that nothing told a better epoch from a worse one. Training ran its full length of 20 epochs. The weights after epoch 20 were kept.")]
    [InlineData("diverged", "After 3 epochs the loss was no longer a finite number, as with a learning rate that is too high, and training ended there; a smaller rate will do better. The weights after epoch 1 were kept")]
    [InlineData("diverged at once", "In its first epoch the loss was no longer a finite number, as with a learning rate that is too high, and training ended there; a smaller rate will do better. No epoch made it better, so that the layers are as they were")]
    [InlineData("head only", "No epoch made it better, so that the layers are as they were, under the new head (epoch 0).")]
    public void It_says_how_it_ended(string kind, string words) =>
        Assert.Contains(words, Made(Tunings.Report(Rows, Of(kind))).Page.GetProperty("text").GetString());

    [Fact]
    public void The_head_of_the_page_says_what_was_gained_and_whether_that_may_be_chance()
    {
        var report = Tunings.Report(Rows, Tunings.History(3));

        var text = Text(report);
        Assert.Contains("Fine-tuned network of 8 classes, made of test by training its layers from layer4.0 on", text);
        Assert.Matches(@"Fine-tuning gained \d+\.\d points over the frozen network\.", text);
        Assert.Contains("so that it is hardly chance (McNemar's exact test, p = ", text);
        Assert.Matches(@"Classifier ?Fine-tuned network, unfreeze-from=layer4\.0, epochs=20", text);
        var same = report with { Tuning = report.Tuning! with { Baseline = report.Evaluation } };
        Assert.Contains("Fine-tuning left the accuracy of the frozen network as it was.", Text(same));
        Assert.Contains("No class has more of its photos recognised than before, and none fewer.", Text(same));
        Assert.DoesNotContain("McNemar", Text(same));
        var labels = Enumerable.Range(0, 40).Select(i => i % 2).ToArray();
        var worse = report with
        {
            Evaluation = Tunings.Evaluation(labels, [.. labels.Select((label, i) => i < 9 ? 1 - label : label)], "a", "b"),
            Tuning = report.Tuning with { Baseline = Tunings.Evaluation(labels, [.. labels.Select((label, i) => i is > 0 and < 9 ? 1 - label : label)], "a", "b") },
            Maps = [],
        };
        Assert.Contains("Fine-tuning changed the accuracy of the frozen network by −2.5 points, which on so few test photos may be chance.", Text(worse));
        Assert.Contains("would come about by chance in 100 of 100 such comparisons, so that it may well be chance (McNemar's exact test, p = 1.000).", Text(worse));
    }

    [Fact]
    public void Without_a_baseline_and_without_a_curve_the_page_has_neither()
    {
        var report = Tunings.Report(Rows, Tunings.History(3));

        var text = Text(report with { Tuning = report.Tuning! with { Baseline = null } });
        Assert.DoesNotContain("Fine-tuning gained", text);
        Assert.DoesNotContain("McNemar", text);
        Assert.Contains("Training ran its full length of 3 epochs.", text);
        Assert.DoesNotContain("Learning curve", text);
        Assert.Equal((0, null), (report.LearningCurve.Length, report.LearningCurveProblem));
        Assert.DoesNotContain("Fine-tuning", Text(report with { Tuning = null }));
    }

    [Fact]
    public void A_baseline_on_other_photos_is_refused()
    {
        var report = Tunings.Report(Rows, Tunings.History(3));

        Assert.Throws<ArgumentException>(() => (report with { Tuning = report.Tuning! with { Baseline = Tunings.Evaluation([0, 1], [0, 1], "a", "b") } }).Save(_folder["r.html"]));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Hostile_names_come_out_as_text()
    {
        ImmutableArray<string> names = ["<script>alert(1)</script>", "</title><img src=x onerror=alert(2)>", "\"q\" & 'q' ]]> <!--", "زنبق الوادي", new string('w', 3000), "bell\a null\0 del\u007F"];
        var rows = ReportPages.Named(names, 40);

        var page = Made(Tunings.Report(rows, Tunings.History(3) with { UnfreezeFrom = names[0], Ending = names[1] })).Page;

        Assert.Equal(1, page.GetProperty("tags").GetProperty("script").GetInt32());
        Assert.False(page.GetProperty("tags").TryGetProperty("img", out _));
        var text = page.GetProperty("text").GetString()!;
        Assert.Contains($"then its layers from {names[0]} on were trained", text);
        Assert.Contains($"Training ended after 3 epochs ({names[1]}).", text);
        Assert.Equal("html", XDocument.Parse(File.ReadAllText(_folder["r.html"])).Root!.Name.LocalName);
    }

    [Fact]
    public async Task The_page_fits_any_width_and_each_point_of_its_curves_says_what_it_is()
    {
        Tunings.Report(ReportPages.Named([.. Enumerable.Range(0, 12).Select(k => $"a class with quite a long name, number {k}")]), Of("a hundred epochs")).Save(_folder["r.html"]);

        const string Facts = """
            (() => {
              const points = [...document.querySelectorAll("svg.epochs circle")], fill = name => getComputedStyle(document.querySelector(`svg.epochs ${name}`)).fill;
              return [document.documentElement.scrollWidth, points.length, points.every(point => /^epoch \d+, (training|validation) photos: (loss \d+\.\d{4}|accuracy \d+\.\d%)( \(kept\))?$/.test(point.textContent)),
                points.filter(point => point.textContent.endsWith("(kept)")).length, fill(".dot.training"), fill(".end.training"), fill(".dot.validation"), fill(".end.validation")].join("; ");
            })()
            """;
        Assert.Equal("400; 402; true; 4; rgb(184, 104, 0); rgb(184, 104, 0); rgb(11, 92, 173); rgb(11, 92, 173)", await AskAsync(_folder["r.html"], 400, Facts));
        Assert.Equal("1400; 402; true; 4; rgb(245, 174, 84); rgb(245, 174, 84); rgb(121, 184, 255); rgb(121, 184, 255)", await AskAsync(_folder["r.html"], 1400, Facts, isDark: true));
    }

    [Fact]
    public async Task What_is_written_on_a_plot_stays_on_it_and_is_not_written_over()
    {
        // All plots on one page, in its style.
        Tunings.Report(Rows, Of("usual")).Save(_folder["r.html"]);
        string[] plots = [.. Histories.Select(row => Of(row.Data)).SelectMany(history => new[] { TuningPlot.Losses(history), TuningPlot.Accuracies(history) }).OfType<string>()];
        _folder.Write("all.html", File.ReadAllText(_folder["r.html"]).Replace("</main>", $"{string.Concat(plots)}</main>", StringComparison.Ordinal));

        const string Facts = """
            [document.querySelectorAll("svg.epochs").length, ...[...document.querySelectorAll("svg.epochs")].map(svg => {
              const frame = svg.getBoundingClientRect(), boxes = [...svg.querySelectorAll("text.end, text.value, text.tick")].map(text => [text.textContent, text.getBoundingClientRect()]);
              const outside = boxes.filter(([, box]) => frame.left > box.left || box.right > frame.right || frame.top > box.top || box.bottom > frame.bottom).map(item => item[0]);
              const over = boxes.flatMap(([text, box], i) => boxes.slice(i + 1).filter(([, other]) => box.right > other.left + 1 && other.right > box.left + 1 && box.bottom > other.top + 4 && other.bottom > box.top + 4).map(other => text + "/" + other[0]));
              return [...outside, ...over].join();
            })].join("")
            """;
        Assert.Equal($"{plots.Length + 2}", await AskAsync(_folder["all.html"], 1400, Facts));
    }

    /// <summary>What a script finds on a page.</summary>
    private async Task<string> AskAsync(string path, int width, string facts, bool isDark = false)
    {
        var complaints = new List<string>();
        var page = await browser.OpenFileAsync(path, complaints, width, isDark);
        var answer = await page.EvaluateAsync<string>($"String({facts})");
        Assert.Empty(complaints);
        return answer;
    }

    private static TuningHistory Of(string kind) => kind switch
    {
        "usual" => Tunings.History(20),
        "one epoch" => Tunings.History(1),
        "a hundred epochs" => Tunings.History(100),
        "no validation" => Tunings.History(20, validationCount: 0),
        "no gain" => Tunings.History(12) with { Ending = "no gain" },
        "diverged" => Tunings.Diverged(3),
        "diverged at once" => Tunings.Diverged(0),
        "head only" => Tunings.History(5) with { BestEpoch = 0, Ending = "no gain" },
        "nothing" => Tunings.History(0, validationCount: 0) with { BestEpoch = 0, Ending = "loss not finite" },
        _ => throw new ArgumentException($"There is no history '{kind}'."),
    };

    private string Text(ClassifierReport report) => Made(report).Page.GetProperty("text").GetString()!;

    /// <summary>A page and its JSON as others read them.</summary>
    private (JsonElement Page, JsonElement Json) Made(ClassifierReport report)
    {
        report.Save(_folder["r.html"]);
        using var json = new StringWriter();
        Json.Write(json, ReportJson.Of(_folder["r.html"], report));
        return (ReportPages.Parse(_folder["r.html"]), JsonDocument.Parse(json.ToString()).RootElement);
    }
}
