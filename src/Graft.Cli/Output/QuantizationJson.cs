namespace Graft.Cli.Output;

/// <summary>What came of a quantisation, for programs.</summary>
internal static class QuantizationJson
{
    public static object Of(string path, QuantizationReport report) => new
    {
        Out = path,
        Method = report.Record.Method.ToString(),
        report.Record.IsEqualized,
        CalibrationPhotoCount = report.Record.PhotoCount,
        report.Record.SourceSha256,
        ImagesPerSecond = new { Fp32 = report.FloatImagesPerSecond, Int8 = report.ImagesPerSecond },
        Bytes = new { Fp32 = report.FloatLength, Int8 = report.Length },
        report.TestCount,
        MeanCosine = Number(report.MeanCosine),
        LeastCosine = Number(report.LeastCosine),
        Error = Number(report.TestError),
        CalibrationError = report.Record.Error,
        Accuracy = report.Accuracy is null ? null : new { Fp32 = report.FloatAccuracy, Int8 = report.Accuracy },
        Layers = report.Layers.Select(layer => new
        {
            layer.Name,
            layer.Operator,
            Precision = layer.Precision.ToString().ToLowerInvariant(),
            SignalToNoise = Number(layer.SignalToNoise),
        }),
        report.Record.KeptLayers,
        FloatOperators = report.FloatOperators.Select(pair => new { Operator = pair.Key, Count = pair.Value }),
        report.Skipped,
    };

    /// <summary>JSON has neither NaN nor infinity.</summary>
    private static double? Number(double value) => double.IsFinite(value) ? value : null;
}
