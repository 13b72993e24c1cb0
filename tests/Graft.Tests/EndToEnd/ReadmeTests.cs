using System.Runtime.CompilerServices;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>What the documents tell a reader to type is typed here. Alone, since a program works in the current folder.</summary>
[Collection(nameof(Alone))]
public sealed class ReadmeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_readme_work_in_their_order()
    {
        Photos();
        var commands = Documents.Blocks("README.md", "console").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("$ ./graft ", StringComparison.Ordinal)).Select(line => line["$ ./graft ".Length..].Split(' ')).ToList();

        Assert.Equal(["demo", "extract", "train", "predict", "evaluate", "report", "inspect", "backbones", "layers", "extract", "verify", "train", "train", "export", "predict", "check", "train", "similar"], commands.Select(command => command[0]));
        foreach (var command in commands.Skip(1))
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_commands_of_the_page_on_classifiers_work()
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(40, 12, ["daisy", "iris", "tulip"]));
        var commands = Documents.Blocks("docs/classifiers.md", "console").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("$ ./graft ", StringComparison.Ordinal)).Select(line => line["$ ./graft ".Length..].Split(' ')).ToList();

        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public void The_commands_of_the_page_on_the_report_work()
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(12, 12, ["daisy", "iris", "tulip"]));
        GraftProcess.RunIn(_folder.Path, "train", "flowers.h5", "--out", "flowers.onnx").Succeeded();
        var commands = Documents.Blocks("docs/report.md", "console").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("$ ./graft ", StringComparison.Ordinal)).Select(line => line["$ ./graft ".Length..].Split(' ')).ToList();

        Assert.Equal(2, commands.Count);
        foreach (var command in commands)
            GraftProcess.RunIn(_folder.Path, command).Succeeded();
    }

    [Fact]
    public async Task The_program_of_the_readme_is_compiled_here_and_works()
    {
        Photos();
        var lines = Documents.Blocks("README.md", "csharp").Single().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var source = await File.ReadAllTextAsync(ThisFile(), TestContext.Current.CancellationToken);
        Assert.All(lines.Where(line => !line.StartsWith("using Graft", StringComparison.Ordinal)), line => Assert.Contains(line.Trim(), source));

        var (before, console) = (Environment.CurrentDirectory, Console.Out);
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = _folder.Path;
            Console.SetOut(output);
            await ExampleAsync();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Console.SetOut(console);
        }

        Assert.StartsWith("accuracy 1.000", output.ToString());
        Assert.EndsWith("daisy\n", output.ToString());
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

    /// <summary>The program of the README, which works in the current folder.</summary>
    private static async Task ExampleAsync()
    {
        using var backbone = Backbone.Load("resnet18");
        await FeatureExtraction.RunAsync(backbone, ImageFolder.Open("flowers"), "flowers.h5");

        using var features = FeatureFile.Open("flowers.h5");
        var result = ClassifierTraining.Run(features);
        Console.WriteLine(result.Evaluation);

        new ClassifierFile(result.Classifier, result.Record, result.SeenRows).Save("flowers.onnx");
        using var classifier = ImageClassifier.Load("flowers.onnx");
        await foreach (var prediction in classifier.PredictAsync(ImageSet.OpenUnlabeled("new-photo.jpg")))
            Console.WriteLine($"{prediction.Path}: {prediction.Classes[0].Name}");

        ClassifierExport.Run("flowers.onnx", "app.onnx");
        using var model = ImageClassifier.Load("app.onnx");
        Console.WriteLine(model.Predict("new-photo.jpg", top: 3)[0].Name);
    }

    /// <summary>The photos that the README speaks of.</summary>
    private void Photos()
    {
        for (var i = 0; i < 8; i++)
        {
            _folder.Write($"flowers/daisy/{i}.png", TestImages.PngOf(new RgbColor(240, 240, 200), i));
            _folder.Write($"flowers/iris/{i}.png", TestImages.PngOf(new RgbColor(90, 40, 200), i));
            _folder.Write($"flowers/poppy/{i}.png", TestImages.PngOf(new RgbColor(220, 40, 20), i));
        }

        _folder.Write("new-photo.jpg", TestImages.PngOf(new RgbColor(240, 240, 200), 99));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
