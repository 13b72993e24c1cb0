using System.Collections.Immutable;
using System.Xml.Linq;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ClassifierReportTests(Browser browser) : IDisposable
{
    private static readonly ImmutableArray<string> HostileNames =
    [
        "<script>alert(1)</script>", "</title></style><img src=x onerror=alert(2)>", "\"quoted\" & 'single' &amp; &lt;", "]]> --> <!-- -->", "زنبق الوادي", "שושן <b>",
        "\u202Eevil\u202C", "emoji 🌷👩‍👩‍👧", $"{new string('w', 3000)} end", "bell\a tab\t line\n null\0 del\u007F c1\u0085", "half \uD83C surrogate", "{{x}} ${x} %s",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hostile_class_names_come_out_as_text()
    {
        var rows = ReportPages.Named(HostileNames);
        ReportPages.Report(ReportPages.Train(rows), rows, new ReportOptions { Title = HostileNames[0], Command = HostileNames[2] }).Save(_folder["r.html"]);
        var page = ReportPages.Parse(_folder["r.html"]);

        var names = page.GetProperty("names").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
        foreach (var name in HostileNames.Where(name => !name.StartsWith("bell") && !name.StartsWith("half")))
            Assert.Contains(name, names);
        Assert.Contains("bell\u2407 tab\u2409 line\u240A null\u2400 del\u2421 c1\uFFFD", names);
        Assert.Contains("half \uFFFD surrogate", names);
        // In the plots too, where names are shortened and the whole stands in the title.
        var titles = page.GetProperty("titles").EnumerateArray().Select(title => title.GetString()!).ToList();
        Assert.Contains(HostileNames[0], titles);
        Assert.Contains(titles, title => title.EndsWith($": \u2068{HostileNames[2]}\u2069", StringComparison.Ordinal));
        var tags = page.GetProperty("tags");
        Assert.Equal(1, tags.GetProperty("script").GetInt32());
        Assert.False(tags.TryGetProperty("img", out _));
        Assert.False(tags.TryGetProperty("b", out _));
        // Well-formed, as .NET's parser of XML has it.
        Assert.Equal("html", XDocument.Parse(File.ReadAllText(_folder["r.html"])).Root!.Name.LocalName);
        var complaints = new List<string>();
        Assert.Equal($"{HostileNames[0]}: report", await (await browser.OpenFileAsync(_folder["r.html"], complaints)).TitleAsync());
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(101)]
    public async Task The_page_fits_any_width_with_few_and_with_many_classes(int classCount)
    {
        var rows = ReportPages.Named([.. Enumerable.Range(0, classCount).Select(k => $"a class with quite a long name, number {k}")], 8);
        ReportPages.Report(ReportPages.Train(rows), rows, new ReportOptions { Map = MapMethod.Pca }).Save(_folder["r.html"]);

        Assert.Equal("400,rgb(255, 255, 255)", await FactsAsync(400, isDark: false));
        Assert.Equal("1400,rgb(20, 23, 28)", await FactsAsync(1400, isDark: true));
        var page = ReportPages.Parse(_folder["r.html"]);
        Assert.True(new FileInfo(_folder["r.html"]).Length < 2_000_000);
        Assert.All(page.GetProperty("addresses").EnumerateArray(), address => Assert.StartsWith("#", address.GetString(), StringComparison.Ordinal));
        Assert.DoesNotMatch(@"https?:|url\(|@import|@font-face", File.ReadAllText(_folder["r.html"]));

        async Task<string> FactsAsync(int width, bool isDark)
        {
            var complaints = new List<string>();
            var shown = await browser.OpenFileAsync(_folder["r.html"], complaints, width, isDark);
            var facts = await shown.EvaluateAsync<string>("String([document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor])");
            Assert.Empty(complaints);
            return facts;
        }
    }

    [Fact]
    public void The_surest_mistakes_have_their_photo_and_one_that_is_missing_says_what_to_do()
    {
        // Noise is told apart from noise by nothing, so that there are mistakes.
        for (var i = 0; i < 60; i++)
            _folder.Write($"photos/{"ab"[i % 2]}/{i}.png", TestImages.Png(400, 200, i));
        var rows = TestFeatures.Make(60, 4, 2, seed: 1) is var set
            ? new FeatureSet(Enumerable.Range(0, 240).Select(i => new Random(i).NextSingle()).ToArray(), set.Labels, ["a", "b"], [.. Enumerable.Range(0, 60).Select(i => $"{"ab"[i % 2]}/{i}.png")], set.Recipe)
            : null!;
        var classifier = ReportPages.Train(rows);
        var options = new ReportOptions { Map = MapMethod.None, Images = _folder["photos"], MistakeCount = 3 };

        var mistakes = ReportPages.Report(classifier, rows, options).Mistakes;
        Assert.Equal(3, mistakes.Length);
        Assert.Equal(mistakes.OrderByDescending(mistake => mistake.Probability), mistakes);
        foreach (var mistake in mistakes)
        {
            Assert.Null(mistake.Problem);
            Assert.Equal((160, 80), ImageReader.Decode(mistake.Thumbnail.AsSpan(), "thumbnail") is var small ? (small.Width, small.Height) : default);
        }

        File.Delete(_folder[$"photos/{mistakes[1].Path}"]);
        ReportPages.Report(classifier, rows, options).Save(_folder["r.html"]);
        var page = ReportPages.Parse(_folder["r.html"]);
        Assert.Equal(2, page.GetProperty("tags").GetProperty("img").GetInt32());
        Assert.Contains($"1 of these photos could not be read ({mistakes[1].Path}: there is no such file). Say where they are with --images", page.GetProperty("text").GetString());

        ReportPages.Report(classifier, rows, options with { Images = null }).Save(_folder["r.html"]);
        Assert.Contains("The photos could not be read (", ReportPages.Parse(_folder["r.html"]).GetProperty("text").GetString());
    }

    [Fact]
    public void Without_mistakes_it_says_so_and_without_training_rows_there_is_no_curve()
    {
        var rows = TestFeatures.Set(20, 6, ["a", "b"]);
        var classifier = ReportPages.Train(rows);
        var tests = rows.Select(ReportPages.Unseen(classifier, rows));

        var report = ReportPages.Report(classifier, tests);
        Assert.Empty(report.LearningCurve);
        Assert.Equal("The curve needs the 30 rows that the classifier was fitted on, and the features given hold none of them. Give the feature file that it was trained on.", report.LearningCurveProblem);
        Assert.Equal(6, ReportPages.Report(classifier, rows).LearningCurve.Length);
        Assert.Equal([MapMethod.Tsne, MapMethod.Pca], report.Maps.Select(map => map.Method));
        report.Save(_folder["r.html"]);
        var text = ReportPages.Parse(_folder["r.html"]).GetProperty("text").GetString();
        Assert.Contains("There are none: every test photo was recognised.", text);
        Assert.Contains("No class was taken for another.", text);
        Assert.Contains(report.LearningCurveProblem!, text);
    }

    [Fact]
    public void Rows_that_the_classifier_has_seen_do_not_count_and_only_such_rows_are_refused()
    {
        var rows = ReportPages.Named(["a", "b", "c"]);
        var classifier = ReportPages.Train(rows);
        var unseen = ReportPages.Unseen(classifier, rows);

        var report = ReportPages.Report(classifier, rows, new ReportOptions { Map = MapMethod.Pca });
        Assert.Equal(classifier.Record.Accuracy, report.Evaluation.Accuracy);
        Assert.Equal(unseen.Length, report.Evaluation.SampleCount);
        Assert.Equal(unseen, report.MapRows.Select((row, i) => (row, i)).Where(pair => pair.row.IsTest).Select(pair => pair.i));
        Assert.Equal(report.Evaluation.Mistakes.Length, report.MapRows.Count(row => row.PredictedName is not null));
        var seen = rows.Select([.. Enumerable.Range(0, rows.RowCount).Except(unseen)]);
        Assert.Throws<TrainingDataException>(() => ReportPages.Report(classifier, seen));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_but_for_the_time_whatever_the_number_of_threads()
    {
        var rows = ReportPages.Named(["a", "b", "c"]);
        var classifier = ReportPages.Train(rows);

        Assert.Equal(Page(1), Page(2));

        string Page(int threads)
        {
            (ReportPages.Report(classifier, rows, new ReportOptions { Threads = threads }) with { Created = "" }).Save(_folder["r.html"]);
            return File.ReadAllText(_folder["r.html"]);
        }
    }

    [Theory]
    [InlineData(ReportStage.LearningCurve)]
    [InlineData(ReportStage.Map)]
    [InlineData(ReportStage.Photos)]
    public void It_can_be_cancelled_in_each_of_its_long_parts(ReportStage stage)
    {
        var rows = ReportPages.Named(["a", "b", "c"], 40);
        using var source = new CancellationTokenSource();
        var progress = new CancelAt(stage, source);

        Assert.ThrowsAny<OperationCanceledException>(() => ClassifierReport.Of(ReportPages.Train(rows), rows, null, progress, source.Token));
        Assert.Equal(stage, progress.Last);
    }

    [Theory]
    [InlineData(0.7, 6, 0.2)]
    [InlineData(1000, 5, 200)]
    [InlineData(3969, 5, 1000)]
    [InlineData(0.05, 5, 0.01)]
    public void Ticks_stand_at_round_numbers(double range, int most, double interval) => Assert.Equal(interval, NiceInterval.Of(range, most), 12);

    [Fact]
    public void A_name_that_is_cut_off_is_cut_between_characters_that_are_seen()
    {
        Assert.Equal("daisy", PageText.Shorten("daisy", 10));
        Assert.Equal("👩‍👩‍👧👩‍👩‍👧…", PageText.Shorten(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 9)), 5));
        Assert.True(PageText.Letters(PageText.Shorten(new string('漢', 50), 20)) <= 20);
    }

    private sealed class CancelAt(ReportStage stage, CancellationTokenSource source) : IProgress<ReportProgress>
    {
        public ReportStage? Last { get; private set; }

        public void Report(ReportProgress value)
        {
            Last = value.Stage;
            if (value.Stage == stage)
                source.Cancel();
        }
    }
}
