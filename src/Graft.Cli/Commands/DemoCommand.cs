using System.CommandLine;
using Graft.Cli.Demo;

namespace Graft.Cli.Commands;

/// <summary><c>graft demo</c>: the whole way on pictures it draws itself, each step as the command a user would type.</summary>
internal static class DemoCommand
{
    private const int ImagesPerClass = 40;
    private const string Marker = "graft-demo.txt";

    public static Command Create()
    {
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder to write into.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "graft-demo",
        };
        var command = new Command("demo", "See the whole way, from photos to predictions, in about a minute.") { output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(output)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        Prepare(folder);
        var (images, newPhotos) = (Path.Combine(folder, "images"), Path.Combine(folder, "new-photos"));
        var (features, classifier) = (Path.Combine(folder, "features.h5"), Path.Combine(folder, "classifier.onnx"));

        Step(1, $"Photos. Usually yours, one folder a class; here {DemoImages.ClassNames.Count * ImagesPerClass} drawn ones.");
        DemoImages.Render(images, ImagesPerClass, seed: 1, cancellationToken);
        DemoImages.Render(newPhotos, 1, seed: 2, cancellationToken);
        foreach (var name in DemoImages.ClassNames)
            Console.Out.WriteLine($"  {images}/{name}/  {ImagesPerClass} images");

        Step(2, "Features. ResNet18, trained on ImageNet, looks at every photo; what its last pool says is kept, 512 numbers a photo.");
        if (await GraftAsync(cancellationToken, "extract", images, "--out", features).ConfigureAwait(false) is var extracted and not ExitCodes.Done)
            return extracted;
        Step(3, "Training. A linear classifier learns the new classes from three quarters of the rows and is tested on the rest.");
        if (await GraftAsync(cancellationToken, "train", features, "--out", classifier).ConfigureAwait(false) is var trained and not ExitCodes.Done)
            return trained;
        Step(4, "Evaluation. The same test again, any time later, from the two files alone.");
        if (await GraftAsync(cancellationToken, "evaluate", classifier, features).ConfigureAwait(false) is var evaluated and not ExitCodes.Done)
            return evaluated;
        Step(5, "Prediction. Photos that were never seen; their folder says what they are.");
        if (await GraftAsync(cancellationToken, "predict", classifier, newPhotos, "--top", "2").ConfigureAwait(false) is var predicted and not ExitCodes.Done)
            return predicted;

        Console.Out.WriteLine($"""

            That was all. {features} opens in Python (h5py), MATLAB and Java; {classifier} runs wherever ONNX does.
            Now with your own photos, in one folder with a sub-folder a class:

              ./graft train PHOTOS --out my-classifier.onnx
              ./graft predict my-classifier.onnx NEW_PHOTO.jpg
            """);
        return ExitCodes.Done;
    }

    /// <summary>Runs a command through the same parser as the shell would, after showing it.</summary>
    private static Task<int> GraftAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        Console.Out.WriteLine($"  $ ./graft {string.Join(' ', arguments.Select(CommandText.Quoted))}\n");
        return CommandLine.Parse(arguments).InvokeAsync(CommandLine.Configuration, cancellationToken);
    }

    /// <summary>Only a new or empty folder, or one of an earlier demo, is written into.</summary>
    private static void Prepare(string folder)
    {
        var marker = Path.Combine(folder, Marker);
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(marker))
                throw new OutputException($"Folder '{folder}' is not empty. Name a new one with --out.", folder);
            Directory.CreateDirectory(folder);
            File.WriteAllText(marker, "Made by 'graft demo'. Everything here can be deleted.\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"Cannot write into folder '{folder}': {e.Message.TrimEnd('.')}.", folder, e);
        }
    }

    private static void Step(int number, string text) => Console.Out.WriteLine($"\n{number}. {text}");
}
