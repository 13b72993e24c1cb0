using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// <c>graft check</c> and <c>graft similar</c> on as many rows as CALTECH-101 has photos, beside the nearest neighbours and the
/// out-of-fold probabilities of scikit-learn. Whole programs, with the memory that they take.
/// </summary>
internal static class CheckBenchmark
{
    private const int Rows = 8677;
    private const int Classes = 101;
    private const int BlockRows = 500;

    /// <summary>Arguments: the graft program, a photo; then nothing, or <c>ours</c> to leave scikit-learn out.</summary>
    public static void Run(string[] args)
    {
        var work = Directory.CreateTempSubdirectory("graft-check-").FullName;
        // ResNet18's layers of these widths, so that a photo can be compared.
        foreach (var (width, layer) in new[] { (512, (string?)null), (25088, "layer4") })
        {
            var features = Path.Combine(work, $"features-{width}.h5");
            Write(features, width, layer);
            Console.WriteLine($"== {Rows:N0} rows x {width:N0}");
            Print("check", ProcessRun.Run(args[0], "check", features, "--top", "1", "--quiet"));
            Print("check, 1.5 GB", ProcessRun.Run(args[0], "check", features, "--top", "1", "--quiet", "--memory", "1500MB"));
            Print("similar", ProcessRun.Run(args[0], "similar", features, args[1], "--top", "1", "--quiet"));
            if (args is not [_, _, "ours"])
            {
                Print("sklearn", ProcessRun.Run(
                    Environment.GetEnvironmentVariable("PYTHON") ?? "python3", Path.Combine(ScikitLearn.Folder(), "check_baseline.py"), features));
            }
        }

        Directory.Delete(work, recursive: true);
    }

    private static void Print(string what, (double Seconds, long PeakBytes) run) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-16}{run.Seconds,8:F1} s  {run.PeakBytes / 1e6,8:N0} MB"));

    private static void Write(string path, int width, string? layer)
    {
        using var backbone = BackboneModel.Open("resnet18").Cut(new FeatureOptions { Layers = layer is null ? [] : [layer] }, new BackboneOptions());
        var options = new Hdf5RowOptions
        {
            RowShape = [width],
            LabelNames = [.. Enumerable.Range(0, Classes).Select(k => $"class {k}")],
            Recipe = new FeatureRecipe(backbone.Identity, backbone.Preprocessing) { Shaping = backbone.Shaping },
        };
        using var writer = Hdf5RowWriter.Create(path, options);
        for (var first = 0; first < Rows; first += BlockRows)
        {
            var set = SyntheticFeatures.MakeVggLike(Math.Min(BlockRows, Rows - first), width, Classes, part: 1 + first);
            writer.Add(set.Features.Span, set.Labels.AsSpan(), [.. set.Paths.Select(name => $"{first}-{name}")]);
        }

        writer.Complete();
    }
}
