using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft inspect</c>: every HDF5 file as a tree, and whether the rows of ours are sound.</summary>
public sealed class InspectTests : IDisposable
{
    private static readonly string[] Photos = ["a/1.png", "a/2.png", "b/1.png", "b/장미 🌹.png"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_features_is_told_in_words_and_as_a_tree()
    {
        await ExtractAsync("x.h5");

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5").Succeeded();

        Assert.StartsWith("x.h5: HDF5 feature file\n  features       4 rows (one a photo) x 3 values, float32, contiguous\n  classes        2: a (2), b (2)\n", run.Output);
        AssertLine(run, "@backbone", "attribute", "\"fake\"");
        AssertLine(run, "features", "float32", "[4, 3]", "contiguous", ", ...");
        AssertLine(run, "labels", "int32", "[4]", "contiguous", "0, 0, 1, 1");
        AssertLine(run, "paths", "string (17 bytes, UTF-8)", "[4]", "\"a/1.png\", \"a/2.png\", \"b/1.png\", ...");
        AssertSameTree(run, "x.h5");
        var json = Json("inspect", "x.h5");
        Assert.Equal(("features", 4, 3), (json.GetProperty("kind").GetString(), json.GetProperty("rowCount").GetInt32(), json.GetProperty("featureCount").GetInt32()));
        Assert.Equal("[{\"name\":\"a\",\"count\":2},{\"name\":\"b\",\"count\":2}]", Regex.Replace(json.GetProperty("classes").GetRawText(), @"\s", ""));
        Assert.False(json.GetProperty("isUnfinished").GetBoolean());
    }

    [Theory]
    [InlineData(ImageEncoding.Raw, "  images         4, pixels of 5 x 5\n", "images", "uint8", "[4, 5, 5, 3]")]
    [InlineData(ImageEncoding.Original, "  images         4, original files\n", "offsets", "int64", "[5]")]
    public async Task A_pack_is_told_in_words_and_as_a_tree(ImageEncoding encoding, string words, params string[] line)
    {
        await ImagePacking.RunAsync(
            new PhotoFolder(_folder).With(Photos).Images, _folder["p.h5"], new PackingOptions { Encoding = encoding, Size = 5 },
            cancellationToken: TestContext.Current.CancellationToken);

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "p.h5").Succeeded();

        Assert.StartsWith("p.h5: HDF5 image pack\n" + words + "  classes        2: a (2), b (2)\n", run.Output);
        AssertLine(run, line);
        AssertSameTree(run, "p.h5");
        var json = Json("inspect", "p.h5");
        Assert.Equal(("pack", 4), (json.GetProperty("kind").GetString(), json.GetProperty("rowCount").GetInt32()));
        Assert.Equal(encoding.ToString().ToLowerInvariant(), json.GetProperty("encoding").GetString());
        Assert.Equal(encoding == ImageEncoding.Raw ? JsonValueKind.Number : JsonValueKind.Null, json.GetProperty("width").ValueKind);
    }

    [Fact]
    public void A_file_of_another_tool_is_shown_whole_whatever_is_in_it()
    {
        Oracle.PythonFile("h5py", "EndToEnd/foreign_tree.py", _folder["other.h5"]);

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "other.h5").Succeeded();

        Assert.StartsWith("other.h5: HDF5 file\n", run.Output);
        AssertLine(run, "@title", "attribute", "\"nested 꽃  [31mred\"");
        AssertLine(run, "@numbers", "attribute", "0, 1, 2, 3, 4, ...");
        AssertLine(run, "@format_version", "attribute", "\"not ours\"");
        AssertLine(run, "matrix", "big-endian float64", "[4, 10]", "chunks of [2, 5], gzip", "0, 1, 2, 3, 4, ...");
        AssertLine(run, "@unit", "attribute", "\"m/s\"");
        AssertLine(run, "half", "float16", "[3]", "0.5, NaN, Infinity");
        AssertLine(run, "scalar", "int32", "[]", "-7");
        AssertLine(run, "text", "string (variable length, UTF-8)", "[]", "\"한국어 🌹\"");
        AssertLine(run, "texts", "[4]", "\"one\", \"two\", \"three\", ...");
        AssertLine(run, "no rows", "uint8", "[0, 3]");
        AssertLine(run, "compound", "compound (x: float32, name: string (5 bytes, ASCII))", "[3]");
        AssertLine(run, "enum", "enumeration of uint8 (OFF, ON)", "[2]", "1, 0");
        AssertLine(run, "bool", "enumeration of int8 (FALSE, TRUE)", "[2]", "1, 0");
        AssertLine(run, "ragged", "variable-length list of int32", "[2]");
        AssertLine(run, "array", "array [2, 3] of int16", "[2]");
        AssertLine(run, "opaque", "opaque (3 bytes)", "[]");
        AssertLine(run, "reference", "reference (8 bytes)", "[1]");
        AssertLine(run, "cycle", "link", "the same as /");
        AssertLine(run, "hard", "link", "the same as /a/scalar");
        AssertLine(run, "soft", "link", "to /a/measured/matrix");
        AssertLine(run, "dangling", "link", "to /nowhere");
        AssertLine(run, "external", "link", "to /x in other file.h5");
        AssertLine(run, "zstd", "int32", "[4]", "cannot be read: ");
        Assert.DoesNotContain('\x1b', run.Output);
        AssertSameTree(run, "other.h5");
        Assert.Equal("hdf5", Json("inspect", "other.h5").GetProperty("kind").GetString());
    }

    [Fact]
    public void Pictures_of_another_tool_that_have_no_labels_are_shown_too()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy
            with h5py.File(sys.argv[1], "w") as file:
                file["images"] = numpy.zeros((2, 4, 4, 3), "u1")
            """, _folder["other.h5"]);

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "other.h5").Succeeded();

        Assert.StartsWith("other.h5: HDF5 file\n", run.Output);
        AssertLine(run, "images", "uint8", "[2, 4, 4, 3]", "0, 0, 0, ...");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unfinished_file_says_what_to_do_and_h5py_reads_it_too(bool isPack)
    {
        var images = new PhotoFolder(_folder).With(Photos).Unreadable("a/0.png").Images;
        await Interruption.RunAsync(4, (progress, token) => isPack
            ? ImagePacking.RunAsync(images, _folder["x.h5"], new PackingOptions { Encoding = ImageEncoding.Original }, progress, token)
            : FeatureExtraction.RunAsync(new FakeBackbone(), images, _folder["x.h5"], new ExtractionOptions { BatchSize = 1 }, progress, token));

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5.partial").Succeeded();

        Assert.StartsWith("x.h5.partial: unfinished HDF5 file; run the command that was making it again, and it goes on where it stopped\n", run.Output);
        AssertLine(run, "@unfinished", "attribute", "1");
        AssertLine(run, "labels", "int32", "[3]", "0, 0, 1");
        AssertSameTree(run, "x.h5.partial");
        Assert.True(Json("inspect", "x.h5.partial").GetProperty("isUnfinished").GetBoolean());
        GraftProcess.RunIn(_folder.Path, "inspect", "x.h5.partial", "--check").Failed(
            1, "'x.h5.partial' is unfinished; run the command that was making it again, and it goes on where it stopped.");
        var read = Oracle.Python("h5py", """
            import sys, json, h5py
            with h5py.File(sys.argv[1]) as file:
                print(json.dumps([int(file.attrs["unfinished"]), [path.decode() for path in file["paths"][:]], file["row_crc32"].shape[0]]))
            """, _folder["x.h5.partial"]);
        Assert.Equal("[1,[\"a/1.png\",\"a/2.png\",\"b/1.png\"],3]", Regex.Replace(read.GetRawText(), @"\s", ""));
    }

    [Fact]
    public async Task Sound_files_pass_the_check()
    {
        await ExtractAsync("x.h5");
        await ImagePacking.RunAsync(
            ImageSet.Open(_folder["photos"]), _folder["p.h5"], new PackingOptions { Size = 5 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            "Checked 4 rows: all checksums are right, all values are finite.\n",
            GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check", "--quiet").Succeeded().Output);
        Assert.Equal("Checked 4 images: all checksums are right.\n", GraftProcess.RunIn(_folder.Path, "inspect", "p.h5", "--check", "--quiet").Succeeded().Output);
        var json = Json("inspect", "x.h5", "--check");
        Assert.True(json.GetProperty("isSound").GetBoolean());
        Assert.Equal((4, 0, 0), (json.GetProperty("rowCount").GetInt32(), json.GetProperty("damagedRows").GetArrayLength(), json.GetProperty("nonFiniteRows").GetArrayLength()));
    }

    [Fact]
    public async Task A_flipped_bit_is_found_by_row_and_path()
    {
        await ExtractAsync("x.h5");
        var bytes = await File.ReadAllBytesAsync(_folder["x.h5"], TestContext.Current.CancellationToken);
        bytes[4096 + (3 * 3 * sizeof(float)) + 1] ^= 4;
        _folder.Write("x.h5", bytes);

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check", "--quiet");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Checked 4 rows: 1 with a wrong checksum, 0 with values that are not finite.\n", run.Output);
        AssertLine(run, "3", "b/장미 🌹.png", "checksum is wrong");
        Assert.Empty(run.Error);
        var json = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check", "--quiet", "--format", "json");
        Assert.Equal(1, json.ExitCode);
        var found = Assert.Single(JsonDocument.Parse(json.Output).RootElement.GetProperty("damagedRows").EnumerateArray());
        Assert.Equal((3, "b/장미 🌹.png"), (found.GetProperty("row").GetInt32(), found.GetProperty("path").GetString()));
    }

    [Fact]
    public void Rows_that_are_not_finite_are_found_by_row_path_and_column()
    {
        var set = TestFeatures.Set(15, 4, ["a", "b"]);
        var values = set.Features.ToArray();
        (values[9], values[11], values[24]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        TestFeatures.Write(_folder["x.h5"], new FeatureSet(values, set.Labels, set.LabelNames, set.Paths, set.Recipe));

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check", "--quiet");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Checked 30 rows: 0 with a wrong checksum, 2 with values that are not finite.\n", run.Output);
        AssertLine(run, "2", "a/2.jpg", "2 values NaN or infinite, first in column 1");
        AssertLine(run, "6", "a/6.jpg", "1 value NaN or infinite, in column 0");
        var found = JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check", "--quiet", "--format", "json").Output)
            .RootElement.GetProperty("nonFiniteRows").EnumerateArray().Select(row => (
                row.GetProperty("row").GetInt32(), row.GetProperty("path").GetString(), row.GetProperty("count").GetInt32(), row.GetProperty("firstColumn").GetInt32()));
        Assert.Equal([(2, "a/2.jpg", 2, 1), (6, "a/6.jpg", 1, 0)], found);
    }

    [Fact]
    public void A_check_of_a_file_without_checksums_says_so()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy
            with h5py.File(sys.argv[1], "w") as file:
                file["features"] = numpy.where(numpy.arange(75).reshape(25, 3) % 3 == 2, numpy.nan, 1)
                file["labels"] = numpy.zeros(25, "i4")
            """, _folder["other.h5"]);

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "other.h5", "--check", "--quiet");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Checked 25 rows, which have no checksums: 25 with values that are not finite.\n", run.Output);
        AssertLine(run, "19", "#19", "1 value NaN or infinite, in column 2");
        Assert.EndsWith("... and 5 more; --format json lists all.\n", run.Output);
    }

    private async Task ExtractAsync(string name)
    {
        using var backbone = new FakeBackbone();
        await FeatureExtraction.RunAsync(
            backbone, new PhotoFolder(_folder).With(Photos).Images, _folder[name], cancellationToken: TestContext.Current.CancellationToken);
    }

    private JsonElement Json(params string[] arguments) =>
        JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, [.. arguments, "--format", "json"]).Succeeded().Output).RootElement;

    /// <summary>Asserts that one line begins with the first text and holds the others in that order.</summary>
    private static void AssertLine(GraftRun run, params string[] texts)
    {
        var pattern = @"^\s*" + string.Join(".*", texts.Select((text, i) => Regex.Escape(text) + (i == 0 ? @"/?\s" : "")));
        Assert.True(Regex.Count(run.Output, pattern, RegexOptions.Multiline) == 1, $"not one line has {string.Join(" and ", texts)}:\n{run.Output}");
    }

    /// <summary>Asserts that the tree in JSON has the names, types and shapes of the one in words, in the same order.</summary>
    private void AssertSameTree(GraftRun text, string path)
    {
        var lines = text.Output.Split('\n').SkipWhile(line => !line.StartsWith("  name", StringComparison.Ordinal)).Skip(2).Where(line => line.Trim().Length > 0);
        var nodes = Nodes(Json("inspect", path).GetProperty("tree")).ToList();
        Assert.Equal(nodes.Count, lines.Count());
        foreach (var ((name, what), line) in nodes.Zip(lines))
        {
            Assert.StartsWith(name, line.TrimStart());
            Assert.Contains(what, line);
        }
    }

    private static IEnumerable<(string Name, string What)> Nodes(JsonElement node)
    {
        var kind = node.GetProperty("kind").GetString()!;
        yield return (
            node.GetProperty("name").GetString()!,
            kind == "dataset" ? $"[{string.Join(", ", node.GetProperty("shape").EnumerateArray())}]" : kind);
        foreach (var attribute in node.GetProperty("attributes").EnumerateArray())
            yield return ("@" + attribute.GetProperty("key").GetString(), "attribute");
        foreach (var child in node.GetProperty("children").EnumerateArray().SelectMany(Nodes))
            yield return child;
    }
}
