using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>check</c> and <c>similar</c> as a user runs them.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Groups_of_duplicates_are_what_train_reads_and_leave_no_pair_across_the_split()
    {
        var set = TestFeatures.Set(40, 30, ["튤립", "🌻 <b>\"sun\"</b>, flower", "زهرة"]);
        for (var row = 3; row < 60; row += 3)
            set.Row(row - 3).ToArray().CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsMemory(set.Features).Span[(row * 30)..]);
        var (features, groups, classifier) = (TestFeatures.Write(_folder["rows.h5"], set), _folder["groups.csv"], _folder["c.onnx"]);

        var before = JsonDocument.Parse(GraftProcess.Run("check", features, "--format", "json", "--write-groups", groups, "-q").Succeeded().Output).RootElement;
        Assert.Contains(before.GetProperty("nearDuplicates").EnumerateArray(), pair => pair.GetProperty("isAcrossSplit").GetBoolean());
        GraftProcess.Run("train", features, "--groups", groups, "--out", classifier).Succeeded();
        var after = JsonDocument.Parse(GraftProcess.Run("check", features, "--classifier", classifier, "--format", "json", "-q").Succeeded().Output).RootElement;

        Assert.Equal(before.GetProperty("nearDuplicates").GetArrayLength(), after.GetProperty("nearDuplicates").GetArrayLength());
        Assert.DoesNotContain(after.GetProperty("nearDuplicates").EnumerateArray(), pair => pair.GetProperty("isAcrossSplit").GetBoolean());
        Assert.True(after.GetProperty("testCount").GetInt32() > 0);
        Assert.Equal(set.LabelNames, before.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!));

        var text = GraftProcess.Run("check", features, "--top", "3", "-q").Succeeded().Output;
        Assert.Contains("튤립/0.jpg", text);
        Assert.Contains("files                 not looked at: the features do not say where their photos are; say with --images where the photos are", text);
        var csv = GraftProcess.Run("check", features, "--format", "csv", "-q").Succeeded().Output;
        Assert.StartsWith("kind,rank,path,class,other path,other class,value\n", csv.ReplaceLineEndings("\n"));
        Assert.Contains("near-duplicate,1,튤립/0.jpg,튤립,", csv);
    }

    [Fact]
    public void What_cannot_be_checked_is_told_in_one_line()
    {
        var set = TestFeatures.Set(6, 5, ["a", "b"]);
        var features = TestFeatures.Write(_folder["rows.h5"], set);
        GraftProcess.Run("check", _folder["nothing.h5"]).Failed(1, $"There is no file '{_folder["nothing.h5"]}'.");
        GraftProcess.Run("check", features, "--images", _folder["nowhere"]).Failed(1, $"There is no folder or file '{_folder["nowhere"]}'.");
        GraftProcess.Run("check", features, "--top", "0").Failed(2, "Option '--top' must be from 1 to 2,147,483,647, got '0'.");
        GraftProcess.Run("check", features, "--write-groups", features).Failed(1, $"Cannot write '{features}': a file of another kind has that name. Choose another name, or remove it.");
        var bytes = File.ReadAllBytes(features);
        var damaged = _folder.Write("damaged.h5", bytes.AsSpan(0, bytes.Length / 2));
        Assert.Equal(1, GraftProcess.Run("check", damaged).ExitCode);
        var other = TestFeatures.Write(_folder["other.h5"], new FeatureSet(set.Features.ToArray(), set.Labels, set.LabelNames, set.Paths, set.Recipe! with { Backbone = new BackboneIdentity("other", new string('b', 64), "pool") }));
        GraftProcess.Run("train", other, "--out", _folder["c.onnx"]).Succeeded();
        var run = GraftProcess.Run("check", features, "--classifier", _folder["c.onnx"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("does not go with the classifier", run.Error.Replace("do not go", "does not go"));
    }

    [Fact]
    public void A_photo_of_the_file_comes_first_and_unreadable_ones_are_told()
    {
        for (var i = 0; i < 8; i++)
            _folder.Write($"photos/{(i % 2 == 0 ? "a" : "b")}/{i}.png", TestImages.Png(64, 48, i));
        TinyNetwork.Write(_folder);
        GraftProcess.RunIn(_folder.Path, "extract", "photos", "--out", "x.h5", "-q", "--backbone", "tiny.onnx", "--preprocessing", "tf").Succeeded();
        var features = _folder["x.h5"];
        using var file = FeatureFile.Open(features);
        var photo = _folder[$"photos/{file.Paths[5]}"];
        var broken = _folder.Write("broken.jpg", [1, 2, 3]);

        foreach (var metric in new[] { "cosine", "euclidean" })
        {
            var run = GraftProcess.RunIn(_folder.Path, "similar", features, photo, broken, "--top", "3", "--metric", metric, "--format", "json", "-q").Succeeded();
            var photos = JsonDocument.Parse(run.Output).RootElement.GetProperty("photos");
            var first = photos[0].GetProperty("similar");
            Assert.Equal(3, first.GetArrayLength());
            Assert.Equal((file.Paths[5], 0.0), (first[0].GetProperty("path").GetString()!, first[0].GetProperty("distance").GetDouble()));
            Assert.NotNull(photos[1].GetProperty("error").GetString());
            Assert.Contains("1 image could not be read and was skipped:", run.Error);
        }

        Assert.StartsWith("photo,rank,path,class,similarity,error\n", GraftProcess.RunIn(_folder.Path, "similar", features, photo, "--format", "csv", "-q").Succeeded().Output.ReplaceLineEndings("\n"));
        Assert.Equal(1, GraftProcess.RunIn(_folder.Path, "similar", features, broken).ExitCode);
    }
}
