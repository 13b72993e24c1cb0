using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft export</c>, and what the other commands make of its files.</summary>
public sealed class ExportTests : IClassFixture<ExportTests.Trained>, IDisposable
{
    private const string Hostile = "꽃\"} <b>&\n이름";

    private readonly TempFolder _folder = new();

    public ExportTests(Trained trained) => _folder.CopyFrom(trained.Folder);

    /// <summary>Photos, one of which cannot be read, a network, and a classifier on top of it; each test has a copy.</summary>
    public sealed class Trained : IDisposable
    {
        internal TempFolder Folder { get; } = new();

        public Trained()
        {
            TinyNetwork.Write(Folder, "tiny.onnx");
            for (var i = 0; i < 8; i++)
            {
                Folder.Write($"사진/daisy/{i}.png", TestImages.PngOf(new RgbColor(240, 240, 200), i));
                Folder.Write($"사진/iris/{i}.png", TestImages.PngOf(new RgbColor(90, 40, 200), i));
            }

            Folder.Write("사진/daisy/broken.png", "no picture");
            GraftProcess.RunIn(Folder.Path, "extract", "사진", "--out", "f.h5", "--backbone", "tiny.onnx", "--preprocessing", "imagenet", "--layer", "features").Succeeded();
            GraftProcess.RunIn(Folder.Path, "train", "f.h5", "--out", "m.onnx", "--test-fraction", "0").Succeeded();
        }

        public void Dispose() => Folder.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_exported_file_predicts_as_the_classifier_does_and_needs_no_backbone(bool withPreprocessing)
    {
        string[] arguments = ["export", "m.onnx", "--out", "앱.onnx", .. withPreprocessing ? ["--with-preprocessing"] : Array.Empty<string>()];
        var run = Graft(arguments).Succeeded();

        Assert.Matches($@"^앱\.onnx: network and classifier of 2 classes, [\d.]+ MB; takes {(withPreprocessing ? @"pixels, uint8 \[N, height, width, 3\]" : "tensors, 'images'")}\.\n", run.Output);
        Assert.Contains("Tried on 6 pictures that come with Graft (--images takes photos of yours): every label the same, probabilities differ by at most ", run.Output);
        Assert.Equal(withPreprocessing, run.Output.Contains(", tensors by at most 0.", StringComparison.Ordinal));
        Assert.DoesNotContain(_folder.Names(), name => name.EndsWith(".partial", StringComparison.Ordinal));
        var before = Probabilities("m.onnx");
        File.Delete(_folder["tiny.onnx"]);
        var after = Probabilities("앱.onnx");
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before, item => Assert.Equal(item.Value, after[item.Key], 1e-5));
        Graft("predict", "m.onnx", "사진").Failed(1, "The backbone 'tiny.onnx' is not there. Say with --backbone where it is now.");
    }

    [Fact]
    public void It_says_what_it_was_tried_on_and_what_could_not_be_read()
    {
        var run = Graft("export", "m.onnx", "--out", "app.onnx", "--images", "사진", "--limit", "12", "--format", "json").Succeeded();

        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("app.onnx", report.GetProperty("out").GetString());
        Assert.Equal(new FileInfo(_folder["app.onnx"]).Length, report.GetProperty("bytes").GetInt64());
        Assert.Equal(["daisy", "iris"], report.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(12, report.GetProperty("photoCount").GetInt32() + report.GetProperty("skipped").GetArrayLength());
        Assert.InRange(report.GetProperty("largestDifference").GetDouble(), 0, 1e-5);
        Graft("export", "m.onnx", "--out", "none.onnx", "--images", "사진/daisy/broken.png")
            .Failed(1, "None of the 1 photos to try 'none.onnx' on can be read; the first is '사진/daisy/broken.png': it is not an image of a known kind.");
        Assert.DoesNotContain("none.onnx", _folder.Names());
    }

    [Fact]
    public void Inspect_says_what_it_is()
    {
        Graft("export", "m.onnx", "--out", "app.onnx", "--with-preprocessing").Succeeded();
        Graft("export", "m.onnx", "--out", "tensors.onnx").Succeeded();

        var text = Graft("inspect", "app.onnx").Succeeded().Output;
        Assert.StartsWith("app.onnx: ONNX network and classifier (logistic regression) in one\n", text);
        Assert.Contains("  takes          pixels, uint8 [N, height, width, 3], of any size\n", text);
        Assert.Contains("  gives          label, int64 [N], and probabilities, float32 [N, 2]\n", text);
        Assert.Contains("  classes        2: daisy, iris\n", text);
        Assert.Contains("  backbone       tiny.onnx, layer features\n", text);
        Assert.Contains("  preprocessing  ", text);
        Assert.Contains($"  takes          images, float32 [N, 3, {TinyNetwork.Height}, {TinyNetwork.Width}]\n", Graft("inspect", "tensors.onnx").Succeeded().Output);
        var json = JsonDocument.Parse(Graft("inspect", "app.onnx", "--format", "json").Succeeded().Output).RootElement;
        Assert.Equal(("exported classifier", "pixels"), (json.GetProperty("kind").GetString(), json.GetProperty("takes").GetString()));
        // Where it was made, and how, is nobody's business.
        Assert.DoesNotContain(_folder.Path, System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_folder["app.onnx"])));
        Assert.False(json.GetProperty("training").TryGetProperty("command", out var command) && command.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public void Other_commands_refuse_it_with_one_line()
    {
        Graft("export", "m.onnx", "--out", "app.onnx").Succeeded();
        const string Refusal = "'app.onnx' was made by 'graft export' to recognise photos with; give the classifier that it was made of.";

        Graft("evaluate", "app.onnx", "f.h5").Failed(1, Refusal);
        Graft("export", "app.onnx", "--out", "again.onnx").Failed(1, Refusal);
        Graft("extract", "사진", "--out", "again.h5", "--backbone", "app.onnx", "--preprocessing", "imagenet")
            .Failed(1, "'app.onnx' was made by 'graft export': a classifier is in it already. Give the network that it was made of.");
        Graft("predict", "app.onnx", "사진", "--backbone", "tiny.onnx").Failed(1, "'app.onnx' was made by 'graft export' and has its network in it; name no backbone with it.");
        Assert.DoesNotContain(_folder.Names(), name => name.StartsWith("again", StringComparison.Ordinal));
    }

    [Fact]
    public void What_it_reads_is_never_written_over()
    {
        var (classifier, backbone) = (File.ReadAllBytes(_folder["m.onnx"]), File.ReadAllBytes(_folder["tiny.onnx"]));
        File.CreateSymbolicLink(_folder["link.onnx"], _folder["tiny.onnx"]);

        Graft("export", "m.onnx", "--out", "./m.onnx").Failed(1, "Cannot write './m.onnx': the classifier is read from that file. Choose another name.");
        Graft("export", "m.onnx", "--out", "tiny.onnx").Failed(1, "Cannot write 'tiny.onnx': the backbone is read from that file. Choose another name.");
        Graft("export", "m.onnx", "--out", "link.onnx").Failed(1, "Cannot write 'link.onnx': the backbone is read from that file. Choose another name.");
        Graft("export", "m.onnx", "--out", "f.h5").Failed(1, "Cannot write 'f.h5': a file of another kind has that name. Choose another name, or remove it.");
        Graft("export", "m.onnx", "--out", "none/app.onnx").Failed(1, $"Cannot write 'none/app.onnx': there is no folder '{Path.Combine(_folder.Path, "none")}'. Create it first.");

        Assert.Equal(classifier, File.ReadAllBytes(_folder["m.onnx"]));
        Assert.Equal(backbone, File.ReadAllBytes(_folder["tiny.onnx"]));
    }

    [Fact]
    public void Classifiers_that_have_no_network_are_refused()
    {
        Assert.Equal(2, Graft("export", "m.onnx").ExitCode);
        Graft("export", "none.onnx", "--out", "app.onnx").Failed(1, "There is no classifier file 'none.onnx'.");
        var known = TestFeatures.Set(6, 4, ["a", "b"]);
        var unknown = new FeatureSet(known.Features.ToArray(), known.Labels, known.LabelNames, known.Paths, null);
        StoredClassifier.Save(new LogisticRegressionOptions().Fit(unknown, cancellationToken: TestContext.Current.CancellationToken), unknown, _folder["unknown.onnx"]);
        Graft("export", "unknown.onnx", "--out", "app.onnx").Failed(1, "Classifier 'unknown.onnx' was trained on features of an unknown backbone, so there is no network to export with it.");
        TinyNetwork.Write(_folder, "other.onnx", features: "others");
        var failure = Graft("export", "m.onnx", "--out", "app.onnx", "--backbone", "other.onnx");
        Assert.Equal(1, failure.ExitCode);
        Assert.Contains("'other.onnx' is not the backbone that made the features", failure.Error);
        Assert.DoesNotContain("app.onnx", _folder.Names());
    }

    [Fact]
    public void Class_names_come_through_whatever_is_in_them()
    {
        var features = FeatureFile.Read(_folder["f.h5"]);
        var renamed = new FeatureSet(features.Features.ToArray(), features.Labels, [Hostile, "iris"], features.Paths, features.Recipe);
        StoredClassifier.Save(new LogisticRegressionOptions().Fit(renamed, cancellationToken: TestContext.Current.CancellationToken), renamed, _folder["hostile.onnx"]);

        Graft("export", "hostile.onnx", "--out", "app.onnx").Succeeded();

        var predictions = JsonDocument.Parse(Graft("predict", "app.onnx", "사진/daisy/0.png", "--top", "2", "--format", "json").Succeeded().Output).RootElement;
        Assert.Equal([Hostile, "iris"], predictions.GetProperty("predictions")[0].GetProperty("top").EnumerateArray().Select(of => of.GetProperty("class").GetString()!).Order(StringComparer.Ordinal).Reverse());
        var exported = ExportedClassifier.Read(_folder["app.onnx"])!;
        Assert.Equal([Hostile, "iris"], exported.LabelNames);
        var names = Oracle.Python("onnx", """
            import json, sys
            import onnx
            metadata = {entry.key: entry.value for entry in onnx.load(sys.argv[1]).metadata_props}
            print(json.dumps(json.loads(metadata["label_names"])))
            """, _folder["app.onnx"]);
        Assert.Equal([Hostile, "iris"], names.EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public void Ctrl_C_leaves_nothing()
    {
        var run = GraftProcess.Shell(_folder.Path, """
            set -m
            mkfifo fifo.png
            $GRAFT export m.onnx --out app.onnx --images fifo.png &
            for i in $(seq 600); do [ -s app.onnx.partial ] && break; sleep 0.05; done
            exec 3> fifo.png
            kill -INT $!
            exec 3>&-
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.DoesNotContain(_folder.Names(), name => name.StartsWith("app.onnx", StringComparison.Ordinal));
    }

    private Dictionary<string, double> Probabilities(string classifier)
    {
        var run = Graft("predict", classifier, "사진", "--top", "2", "--format", "json");
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("predictions").EnumerateArray()
            .SelectMany(item => item.GetProperty("top").EnumerateArray().Select(of => (Key: $"{item.GetProperty("path").GetString()} {of.GetProperty("class").GetString()}", Value: of.GetProperty("probability").GetDouble())))
            .OrderBy(item => item.Key, StringComparer.Ordinal).ToDictionary(item => item.Key, item => item.Value);
    }

    private GraftRun Graft(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments);
}
