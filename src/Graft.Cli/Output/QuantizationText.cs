using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>What came of a quantisation, in words.</summary>
internal static class QuantizationText
{
    /// <summary>Fewer photos say little of the ranges that a network sees.</summary>
    private const int FewPhotos = 32;

    /// <summary>What is not so much quicker is not worth another network.</summary>
    private const double Worthwhile = 1.1;

    /// <summary>Layers that are shown; the worst are.</summary>
    private const int ShownLayers = 5;

    public static void Write(string path, string network, QuantizationReport report) => Write(Console.Out, !Console.IsOutputRedirected, path, network, report);

    /// <summary>The same to anywhere.</summary>
    public static void Write(TextWriter output, bool isTerminal, string path, string network, QuantizationReport report)
    {
        var record = report.Record;
        var rows = new List<string[]>
        {
            new[] { "images a second", $"{report.FloatImagesPerSecond:N1}", $"{report.ImagesPerSecond:N1}", $"{report.ImagesPerSecond / report.FloatImagesPerSecond:F2} times" },
            new[] { "MB", $"{report.FloatLength / 1e6:N1}", $"{report.Length / 1e6:N1}", $"{(double)report.Length / report.FloatLength:P0}" },
        };
        if (report is { FloatAccuracy: { } before, Accuracy: { } after })
            rows.Add(["accuracy (small test)", $"{before:F3}", $"{after:F3}", $"{(after - before) * 100:+0.0;-0.0;0.0} points"]);
        TextTable.Write(output, isTerminal, [" ", "fp32", "int8", ""], rows);
        if (report.TestCount > 0)
            output.WriteLine($"Features of {CountText.Of(report.TestCount, "other photo")}: cosine {report.MeanCosine:F4} on average, {report.LeastCosine:F4} at least; error {report.TestError:P1} of their length.");
        WriteLayers(output, isTerminal, report);
        output.WriteLine($"Ranges by {InWords(record.Method)} of {CountText.Of(record.PhotoCount, "photo")}{(record.IsEqualized ? ", channels equalised" : "")}.");
        if (record.PhotoCount < FewPhotos)
            output.WriteLine($"Only {CountText.Of(record.PhotoCount, "photo")} to learn ranges from: a hundred or more are usual, such as the network will see.");
        if (!IsWorth(report.FloatImagesPerSecond, report.ImagesPerSecond))
            output.WriteLine(NotWorth(report.FloatImagesPerSecond, report.ImagesPerSecond));
        output.WriteLine(SafeText.Line($"{path}: '{network}' in int8. Use it as a backbone: graft extract PHOTOS --backbone {path} --out FEATURES.h5"));
    }

    /// <summary>Whether int8 is worth it.</summary>
    /// <param name="before">Images a second in fp32.</param>
    /// <param name="after">In int8.</param>
    public static bool IsWorth(double before, double after) => after >= Worthwhile * before;

    /// <summary>That it is not.</summary>
    public static string NotWorth(double before, double after) => string.Create(
        CultureInfo.InvariantCulture,
        $"int8 does not pay here: it is {after / before:F2} times as fast as fp32 on this machine ({after:N0} and {before:N0} images/s). It does for networks with wide convolutions, on processors with VNNI.");

    private static void WriteLayers(TextWriter output, bool isTerminal, QuantizationReport report)
    {
        var quantized = report.Layers.Count(layer => layer.Precision == BackbonePrecision.Int8);
        output.WriteLine(SafeText.Line(
            $"{quantized} of {CountText.Of(report.Layers.Length, "layer")} with weights are in int8"
            + (report.Record.KeptLayers.IsEmpty ? "." : $"; kept in fp32 for the sake of the error: {string.Join(", ", report.Record.KeptLayers)}.")
            + (report.FloatOperators.IsEmpty ? "" : $" Other operators, in fp32: {string.Join(", ", report.FloatOperators.Select(pair => $"{pair.Value} {pair.Key}"))}.")));
        var worst = report.Layers.Where(layer => !double.IsNaN(layer.SignalToNoise)).OrderBy(layer => layer.SignalToNoise).Take(ShownLayers).ToList();
        if (worst.Count == 0)
            return;
        output.WriteLine($"Noisiest layers, with the noise of all before them:");
        TextTable.Write(output, isTerminal, ["layer ", "operator ", "precision ", "signal to noise, dB"], worst.Select(layer => new[]
        {
            layer.Name, layer.Operator, layer.Precision == BackbonePrecision.Int8 ? "int8" : "fp32",
            double.IsPositiveInfinity(layer.SignalToNoise) ? "exact" : layer.SignalToNoise.ToString("F1", CultureInfo.InvariantCulture),
        }));
    }

    private static string InWords(RangeMethod method) => method switch
    {
        RangeMethod.MinMax => "least and largest values",
        RangeMethod.Percentile => "the 99.99th percentile",
        RangeMethod.Entropy => "least divergence",
        _ => "least squares",
    };
}
