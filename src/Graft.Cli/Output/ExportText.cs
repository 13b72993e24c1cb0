using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>What was exported, in words.</summary>
internal static class ExportText
{
    public static void Write(string path, ExportReport report, bool takesPixels, bool isOnOwnPictures)
    {
        Console.Out.WriteLine(
            $"{path}: network and classifier of {report.LabelNames.Length:N0} classes, {report.Length / 1e6:N1} MB; "
            + $"takes {(takesPixels ? "pixels, uint8 [N, height, width, 3]" : "tensors, 'images'")}.");
        var pictures = isOnOwnPictures ? $"{report.PhotoCount} pictures that come with Graft (--images takes photos of yours)" : $"{report.PhotoCount:N0} photos";
        var tensors = takesPixels ? $", tensors by at most {Number(report.LargestTensorDifference)}" : "";
        if (report.SameLabelCount is { } same)
            Console.Out.WriteLine($"Quantised to int8: {same:N0} of {report.PhotoCount:N0} photos get the class that they get in fp32.");
        Console.Out.WriteLine($"Tried on {pictures}: every label the same, probabilities differ by at most {Number(report.LargestDifference)}{tensors}.");
    }

    private static string Number(double difference) => difference == 0 ? "0" : difference.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
