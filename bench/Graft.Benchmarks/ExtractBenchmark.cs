using System.Diagnostics;

namespace Graft.Benchmarks;

/// <summary>
/// What extraction costs beyond the network: time of a whole extraction over time of inference alone on the same
/// tensors, in one process, in turns.
/// </summary>
internal static class ExtractBenchmark
{
    private const int Rounds = 5;
    private const int TensorBatches = 16;

    public static void Run(string[] arguments)
    {
        var folder = arguments.Length > 0 ? arguments[0] : throw new ArgumentException("Which folder of photos?");
        var options = new ExtractionOptions();
        var images = ImageSet.Open(folder);
        using var backbone = Backbone.Load(Backbone.Default);
        var batches = Tensors(backbone, images, options.BatchSize);
        var file = Path.Combine(Path.GetTempPath(), $"graft-bench-{Environment.ProcessId}.h5");
        var (inference, extraction) = (new List<double>(), new List<double>());
        Infer(backbone, batches, TensorBatches * options.BatchSize);
        for (var round = 0; round < Rounds; round++)
        {
            inference.Add(Infer(backbone, batches, images.Images.Length));
            var time = Stopwatch.StartNew();
            FeatureExtraction.RunAsync(backbone, images, file, options).GetAwaiter().GetResult();
            extraction.Add(time.Elapsed.TotalSeconds);
            Console.WriteLine($"round {round + 1}: inference alone {inference[^1]:F2} s, extraction {extraction[^1]:F2} s, ratio {extraction[^1] / inference[^1]:F3}");
        }

        File.Delete(file);
        var ratios = extraction.Zip(inference, (whole, alone) => whole / alone);
        Console.WriteLine($"{images.Images.Length} images, batch {options.BatchSize}, median of {Rounds}: inference alone {images.Images.Length / inference.Median():F1} images/s, " +
            $"extraction {images.Images.Length / extraction.Median():F1} images/s, ratio {ratios.Median():F3}");
    }

    private static float[][] Tensors(IBackbone backbone, ImageSet images, int batchSize)
    {
        var preprocessor = new Preprocessor(backbone.Preprocessing);
        var length = backbone.Preprocessing.TensorLength;
        return [.. images.Images.Take(TensorBatches * batchSize).Chunk(batchSize).Select(chunk =>
        {
            var batch = new float[chunk.Length * length];
            for (var i = 0; i < chunk.Length; i++)
                preprocessor.Apply(ImageReader.Read(chunk[i].FullPath), batch.AsSpan(i * length, length));
            return batch;
        })];
    }

    /// <summary>Runs as many images as asked for through the network, the same batches again and again.</summary>
    private static double Infer(IBackbone backbone, float[][] batches, int count)
    {
        var length = backbone.Preprocessing.TensorLength;
        var features = new float[batches[0].Length / length * backbone.FeatureCount];
        var time = Stopwatch.StartNew();
        for (var (done, i) = (0, 0); done < count; i = (i + 1) % batches.Length)
        {
            var size = Math.Min(batches[i].Length / length, count - done);
            backbone.Extract(batches[i].AsMemory(0, size * length), features.AsMemory(0, size * backbone.FeatureCount));
            done += size;
        }

        return time.Elapsed.TotalSeconds;
    }
}
