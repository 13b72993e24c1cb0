using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>What the documents tell a reader to type is typed here.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_readme_work_in_their_order()
    {
        Photos(_folder);
        var commands = Commands("README.md");

        Assert.Equal(["demo", "extract", "train", "predict", "evaluate", "report", "inspect", "backbones", "layers", "extract", "verify", "train", "train", "export", "predict", "extract", "quantize", "finetune", "check", "train", "similar"], commands.Select(command => command[0]));
        // What only fine-tuning needs is not on every machine; its own tests say so.
        foreach (var command in commands.Skip(1).Where(command => command[0] != "finetune" || TorchLibrary.FindProblem() is null))
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_commands_of_the_page_on_classifiers_work()
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(40, 12, ["daisy", "iris", "tulip"]));
        var commands = Commands("docs/classifiers.md");

        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_commands_of_the_page_on_the_report_work()
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(12, 12, ["daisy", "iris", "tulip"]));
        GraftProcess.RunIn(_folder.Path, "train", "flowers.h5", "--out", "flowers.onnx").Succeeded();
        var commands = Commands("docs/report.md");

        Assert.Equal(2, commands.Count);
        foreach (var command in commands)
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_commands_of_the_page_on_int8_are_those_of_the_readme()
    {
        var commands = Commands("docs/quantize.md");

        Assert.Equal(["extract", "quantize"], commands.Select(command => command[0]));
        Assert.Superset(Lines(commands), Lines(Commands("README.md")));

        static HashSet<string> Lines(List<string[]> commands) => [.. commands.Select(command => string.Join(' ', command))];
    }

    [Fact]
    public void The_commands_of_the_page_on_many_machines_work()
    {
        Photos(_folder);
        var commands = Commands("docs/scale.md");

        Assert.Equal(["list", "extract", "extract", "merge"], commands.Select(command => command[0]));
        foreach (var command in commands)
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_demo_takes_one_the_whole_way_and_ends_with_exit_code_0()
    {
        var run = GraftProcess.RunIn(_folder.Path, "demo").Succeeded();

        Assert.Contains("accuracy (rank-1)", run.Output);
        foreach (var command in new[] { "extract", "train", "evaluate", "predict" })
            Assert.Contains($"$ ./graft {command} ", run.Output);
        Assert.Equal(["classifier.onnx", "features.h5", "graft-demo.txt", "images", "new-photos"], new DirectoryInfo(_folder["graft-demo"]).GetFileSystemInfos().Select(info => info.Name).Order(StringComparer.Ordinal));
        using var features = FeatureFile.Open(_folder["graft-demo/features.h5"]);
        Assert.True(features.LabelNames.Length >= 6 && features.RowCount >= 6 * 40);
        Assert.True(ClassifierFile.Load(_folder["graft-demo/classifier.onnx"]).Record.Accuracy > 0.95);
    }

    [Fact]
    public void The_demo_does_not_write_into_a_folder_that_holds_other_things()
    {
        _folder.Write("mine/thesis.txt", "four years of work");

        GraftProcess.RunIn(_folder.Path, "demo", "--out", "mine").Failed(1, "Folder 'mine' is not empty. Name a new one with --out.");
    }

    /// <summary>The arguments of each command on a page, in their order.</summary>
    private static List<string[]> Commands(string page)
    {
        const string start = "$ ./graft ";
        return [.. Documents.Blocks(page, "console").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..].Split(' '))];
    }

    /// <summary>The photos that the README speaks of.</summary>
    internal static void Photos(TempFolder folder)
    {
        for (var i = 0; i < 8; i++)
        {
            folder.Write($"flowers/daisy/{i}.png", TestImages.PngOf(new RgbColor(240, 240, 200), i));
            folder.Write($"flowers/iris/{i}.png", TestImages.PngOf(new RgbColor(90, 40, 200), i));
            folder.Write($"flowers/poppy/{i}.png", TestImages.PngOf(new RgbColor(220, 40, 20), i));
        }

        folder.Write("new-photo.jpg", TestImages.PngOf(new RgbColor(240, 240, 200), 99));
    }
}
