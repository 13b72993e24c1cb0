using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Benchmarks;

/// <summary>
/// Seconds a photo, decoded, takes from pixels to probabilities: by the pipeline, by an exported file that takes tensors
/// and by one that takes pixels; and the peak memory of each, in a process of its own.
/// </summary>
internal static class ExportSpeed
{
    private static readonly (int Width, int Height, int Times)[] Photos = [(500, 375, 40), (4000, 3000, 5)];

    public static void Run(string[] arguments)
    {
        if (arguments is [var way, var file, var width, var height, var times])
        {
            Measure(way, file, int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture), int.Parse(times, CultureInfo.InvariantCulture));
            return;
        }

        var classifier = arguments is [var path] ? path : throw new ArgumentException("Which classifier?");
        var work = Directory.CreateTempSubdirectory("graft-bench-").FullName;
        var (tensors, pixels) = (Path.Combine(work, "tensors.onnx"), Path.Combine(work, "pixels.onnx"));
        Console.WriteLine(ClassifierExport.Run(classifier, tensors));
        Console.WriteLine(ClassifierExport.Run(classifier, pixels, new ExportOptions { WithPreprocessing = true }));
        foreach (var photo in Photos)
        {
            foreach (var (name, model) in new[] { ("pipeline", Path.GetFullPath(classifier)), ("tensors", tensors), ("pixels", pixels) })
            {
                Console.Write($"{photo.Width} x {photo.Height}, {name}: ");
                var (_, peak) = ProcessRun.Run("dotnet", typeof(ExportSpeed).Assembly.Location, "export", name, model, $"{photo.Width}", $"{photo.Height}", $"{photo.Times}");
                Console.WriteLine($"  peak {peak / 1e6:N0} MB");
            }
        }

        Directory.Delete(work, recursive: true);
    }

    private static void Measure(string way, string file, int width, int height, int times)
    {
        var bytes = new byte[width * height * 3];
        new Random(1).NextBytes(bytes);
        var picture = new RgbImage(width, height, bytes);
        using var model = way == "pipeline" ? ImageClassifier.Load(file) : null;
        using var session = way == "pipeline" ? null : new InferenceSession(file);
        Action once = model is not null ? () => model.Predict(picture, 1) : way == "pixels" ? () => Pixels(session!, picture) : Tensors(session!, file, picture);
        once();
        var seconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            once();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds.Median() * 1000:F1} ms a photo"));
    }

    private static void Pixels(InferenceSession session, RgbImage picture)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(picture.ToMemory()), [1, picture.Height, picture.Width, 3]);
        Answer(session, "pixels", input);
    }

    private static Action Tensors(InferenceSession session, string file, RgbImage picture)
    {
        var recipe = ExportedClassifier.Read(file)!.Recipe.Preprocessing;
        var (preprocessor, tensor) = (new Preprocessor(recipe), new float[recipe.TensorLength]);
        long[] shape = recipe.Layout == TensorLayout.Chw ? [1, 3, recipe.Height, recipe.Width] : [1, recipe.Height, recipe.Width, 3];
        return () =>
        {
            preprocessor.Apply(picture, tensor);
            using var input = OrtValue.CreateTensorValueFromMemory(tensor, shape);
            Answer(session, "images", input);
        };
    }

    private static void Answer(InferenceSession session, string name, OrtValue input)
    {
        using var options = new RunOptions();
        using var results = session.Run(options, [name], [input], ["probabilities"]);
    }
}
