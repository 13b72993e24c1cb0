using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// Images per second of a network in float32 and in int8: of whole extractions, from photo files to a feature file, and of
/// the network alone. In one process, in turns, medians.
/// </summary>
internal static class QuantizedSpeed
{
    private const int Rounds = 5;

    /// <param name="arguments">A backbone, a folder of photos, how many of them to take (default: all), and a layer (default: the network's own).</param>
    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("Which backbone, and which folder of photos?");
        var model = BackboneModel.Open(arguments[0]);
        var all = ImageSet.Open(arguments[1]);
        var count = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : all.Images.Length;
        var images = new ImageSet(EvenSpread.Of(all.Images, count), all.LabelNames, []);
        var features = new FeatureOptions { Layers = arguments.Length > 3 ? [arguments[3]] : [] };
        var work = Directory.CreateTempSubdirectory("graft-bench-").FullName;
        var report = BackboneQuantization.RunAsync(model, all, Path.Combine(work, "int8.onnx"), new QuantizationOptions { Layers = features.Layers, TestCount = 0, CalibrationCount = 64 }).GetAwaiter().GetResult();
        var plain = Load(model, features, count);
        var quantized = Load(BackboneModel.Open(Path.Combine(work, "int8.onnx")), features, count);
        var (before, after, alone, aloneAfter) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            before.Add(Extract(plain, images, Path.Combine(work, $"a{round}.h5")));
            after.Add(Extract(quantized, images, Path.Combine(work, $"b{round}.h5")));
            var (first, second) = BackboneTuning.Compare(plain.Backbone, quantized.Backbone);
            alone.Add(first);
            aloneAfter.Add(second);
            Console.WriteLine($"round {round + 1}: extraction {before[^1]:F1} and {after[^1]:F1} images/s, ratio {after[^1] / before[^1]:F2}; network alone {first:F1} and {second:F1}, ratio {second / first:F2}");
        }

        Console.WriteLine(
            $"{model.Name}, {count} photos, medians of {Rounds}: extraction {before.Median():F1} images/s in fp32, {after.Median():F1} in int8, ratio {after.Zip(before, (int8, fp32) => int8 / fp32).Median():F2}; "
            + $"network alone {alone.Median():F1} and {aloneAfter.Median():F1}, ratio {aloneAfter.Zip(alone, (int8, fp32) => int8 / fp32).Median():F2}; error {report.Record.Error:P1}");
        Directory.Delete(work, recursive: true);
    }

    private static TunedBackbone Load(BackboneModel model, FeatureOptions features, int count) => BackboneTuning.Load(how => model.Cut(features, how), new BackboneOptions(), 0, Math.Max(count, BackboneTuning.FewestImages));

    private static double Extract(TunedBackbone tuned, ImageSet images, string path)
    {
        var time = Stopwatch.StartNew();
        FeatureExtraction.RunAsync(tuned.Backbone, images, path, new ExtractionOptions { BatchSize = tuned.BatchSize }).GetAwaiter().GetResult();
        return images.Images.Length / time.Elapsed.TotalSeconds;
    }
}
