using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft list</c>, <c>extract --shard</c> and <c>merge</c>, as tasks on many machines use them.</summary>
public sealed class MergeTests : IDisposable
{
    private static readonly string[] Network = ["--backbone", "tiny.onnx", "--preprocessing", "tf", "-q"];

    private readonly TempFolder _folder = new();

    public MergeTests()
    {
        TinyNetwork.Write(_folder);
        new PhotoFolder(_folder, "사진").With(from name in new[] { "가, \"x\"", "b" } from number in Enumerable.Range(0, 12) select $"{name}/{number} 📷.png").Unreadable("b/broken.png");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tasks_of_an_array_make_the_file_of_a_single_run()
    {
        Extract("사진", "--out", "single.h5").Succeeded();
        for (var task = 1; task <= 3; task++)
            Shell($"SLURM_ARRAY_TASK_ID={task} SLURM_ARRAY_TASK_COUNT=3 $GRAFT extract 사진 --shard auto --out shards/ {string.Join(' ', Network)}").Succeeded();

        var check = Graft("merge", "shards", "--check").Succeeded();
        var merge = Graft("merge", "shards", "--out", "all.h5", "-q").Succeeded();

        Unstamped.Same(_folder["single.h5"], _folder["all.h5"]);
        Assert.Equal("", check.Output);
        Assert.Equal("All 3 shards are there: 24 rows, one for each image but 1 that could not be read.\n", check.Error);
        Assert.StartsWith("all.h5: 24 rows x 3 features of 2 classes, of 3 shards, one for each image but 1 that could not be read, in ", merge.Output);
        Assert.Equal(["shard-0001-of-0003.h5", "shard-0002-of-0003.h5", "shard-0003-of-0003.h5"], Directory.GetFiles(_folder["shards"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_list_stands_for_its_folder()
    {
        Extract("사진", "--out", "single.h5").Succeeded();
        var list = Graft("list", "사진", "--out", "사진/list.csv").Succeeded();
        Graft("list", "사진", "--out", "elsewhere.csv").Succeeded();
        for (var number = 1; number <= 2; number++)
            Extract("사진/list.csv", "--shard", $"{number}/2", "--shard-by", "block", "--out", $"{number}.h5").Succeeded();

        Graft("merge", "2.h5", "1.h5", "--out", "all.h5", "-q").Succeeded();
        Extract("elsewhere.csv", "--out", "elsewhere.h5").Succeeded();

        Assert.Equal("사진/list.csv: 25 images of 2 classes.\n", list.Output);
        Unstamped.SameFeatures(_folder["single.h5"], _folder["all.h5"]);
        using var elsewhere = FeatureFile.Open(_folder["elsewhere.h5"]);
        Assert.Equal(FeatureFile.Read(_folder["single.h5"]).Paths.Select(path => $"사진/{path}"), elsewhere.Paths);
    }

    [Fact]
    public void What_is_missing_goes_to_sbatch_and_words_to_the_user()
    {
        foreach (var number in new[] { 1, 3 })
            Extract("사진", "--shard", $"{number}/4", "--out", "shards/").Succeeded();
        _folder.Write("shards/shard-0002-of-0004.h5", "no shard");
        _folder.Write("shards/shard-0004-of-0004.h5.partial", []);

        var check = Graft("merge", "shards", "--check");
        var json = Graft("merge", "shards", "--check", "--format", "json");
        var merge = Graft("merge", "shards", "--out", "all.h5");

        Assert.Equal((1, "2,4\n"), (check.ExitCode, check.Output));
        Assert.Equal(
            "'shards/shard-0002-of-0004.h5' cannot be merged: it is not an HDF5 file.\nOf 4 shards 2 are missing: 2,4 (1 of them begun). Run them again.\n",
            check.Error);
        var document = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((1, "2,4", false), (json.ExitCode, document.GetProperty("toRunAgain").GetString(), document.GetProperty("isComplete").GetBoolean()));
        Assert.Equal([2, 4], document.GetProperty("missing").EnumerateArray().Select(number => number.GetInt32()));
        merge.Failed(1, "Of 4 shards 2 are missing: 2,4 (1 of them begun). Run them again.");
        Assert.False(File.Exists(_folder["all.h5"]));
    }

    [Fact]
    public void Two_tasks_with_the_same_shard_do_no_harm()
    {
        // The first holds the file open as a task that is still running does.
        Directory.CreateDirectory(_folder["shards"]);
        using (new FileStream(_folder["shards/shard-0001-of-0002.h5.partial"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            var second = Extract("사진", "--shard", "1/2", "--out", "shards");
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("error: Cannot write 'shards/shard-0001-of-0002.h5': another process is writing it", second.Error);
        }

        Extract("사진", "--shard", "1/2", "--out", "shards").Succeeded();
        var again = Extract("사진", "--shard", "1/2", "--out", "shards").Succeeded();
        Assert.Contains(" features of 2 classes, all of them there already.", again.Output);
    }

    [Fact]
    public void A_disk_without_room_is_noticed_beforehand_and_nothing_is_lost()
    {
        for (var number = 1; number <= 2; number++)
            Extract("사진", "--shard", $"{number}/2", "--out", "shards/", "--layer", TinyNetwork.Layer).Succeeded();
        Directory.CreateDirectory(_folder["disk"]);
        Assert.SkipWhen(Shell("mount -t tmpfs -o size=8k tmpfs disk").ExitCode != 0, "nothing can be mounted here");
        try
        {
            Graft("merge", "shards", "--out", "disk/all.h5", "-q")
                .Failed(1, "Cannot write 'disk/all.h5': 0.0 GB are still to be written, and the disk has room for 0.0 GB. Free some room, or write elsewhere.");
            Assert.Empty(Directory.GetFiles(_folder["disk"]));
        }
        finally
        {
            Shell("umount disk");
        }

        Graft("merge", "shards", "--out", "all.h5", "-q").Succeeded();
    }

    [Theory]
    [InlineData("Give either --out FEATURES.h5 or --check.", "merge", "shards")]
    [InlineData("Give either --out FEATURES.h5 or --check.", "merge", "shards", "--check", "--out", "x.h5")]
    [InlineData("Option '--virtual' goes with --out.", "merge", "shards", "--check", "--virtual")]
    [InlineData("Option '--shard-by' goes with --shard.", "extract", "사진", "--out", "x.h5", "--shard-by", "hash")]
    [InlineData("Option '--shard' must be I/N with I from 1 to N and N of at most 100,000, auto or auto/N, got '0/2'.", "extract", "사진", "--out", "x.h5", "--shard", "0/2")]
    [InlineData("Option '--shard' is auto, but neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set; it is for tasks of a Slurm array and of an indexed Kubernetes job.", "extract", "사진", "--out", "x.h5", "--shard", "auto")]
    public void Wrong_usage_is_told(string message, params string[] arguments) => Graft(arguments).Failed(2, message);

    [Theory]
    [InlineData("nowhere", "There is no folder or file 'nowhere'.")]
    [InlineData("tiny.onnx", "'tiny.onnx' is a file; expected a folder with one sub-folder of photos a class, or a .csv file of paths and labels.")]
    public void What_cannot_be_listed_is_told(string images, string message) => Graft("list", images, "--out", "list.csv").Failed(1, message);

    [Fact]
    public void A_list_replaces_a_list_and_nothing_else()
    {
        _folder.Write("notes.csv", "dear diary");
        Graft("list", "사진", "--out", "list.csv").Succeeded();
        Graft("list", "사진", "--out", "list.csv").Succeeded();

        Graft("list", "사진", "--out", "notes.csv").Failed(1, "Cannot write 'notes.csv': a file of another kind has that name. Choose another name, or remove it.");
        Assert.Equal("dear diary", File.ReadAllText(_folder["notes.csv"]));
    }

    private GraftRun Extract(params string[] arguments) => Graft(["extract", .. arguments, .. Network]);

    private GraftRun Graft(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments);

    private GraftRun Shell(string script) => GraftProcess.Shell(_folder.Path, script);
}
