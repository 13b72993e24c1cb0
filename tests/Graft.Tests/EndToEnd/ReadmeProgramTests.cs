using System.Runtime.CompilerServices;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The program of the README. Alone, since it works in the current folder.</summary>
[Collection(nameof(Alone))]
public sealed class ReadmeProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_program_of_the_readme_is_compiled_here_and_works()
    {
        ReadmeTests.Photos(_folder);
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

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
