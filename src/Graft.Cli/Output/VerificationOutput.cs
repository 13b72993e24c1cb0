using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>How far Graft is from the reference, as a table for people or as JSON for programs.</summary>
internal static class VerificationOutput
{
    public static void Write(string format, VerificationReport report)
    {
        if (format == "json")
            WriteJson(report);
        else
            WriteText(report);
    }

    private static void WriteText(VerificationReport report)
    {
        TextTable.Write(
            ["stage ", "of ", "images", "values", "largest difference", "relative", "tolerance", "result ", "worst "],
            report.Stages.Select(stage => new[]
            {
                NameOf(stage.Stage), stage.Name, $"{stage.ImageCount:N0}", $"{stage.ValueCount:N0}", Text(stage.LargestDifference),
                Text(stage.LargestRelativeDifference), Tolerance(stage), stage.Passed ? "PASS" : "FAIL", stage.WorstImage ?? "",
            }));
        foreach (var note in report.Notes)
            Console.Out.WriteLine(note);
        var failed = report.Stages.Where(stage => !stage.Passed).ToList();
        Console.Out.WriteLine(failed.Count == 0
            ? $"PASS: all {report.Stages.Length:N0} rows are within their tolerance."
            : $"FAIL: {failed.Count:N0} of {report.Stages.Length:N0} rows {(failed.Count == 1 ? "is" : "are")} beyond the tolerance, the first being '{NameOf(failed[0].Stage)} {failed[0].Name}'.");
    }

    /// <summary>A difference that is infinite, which JSON cannot say, is null.</summary>
    private static void WriteJson(VerificationReport report) => Json.Write(new
    {
        report.Backbone,
        report.Sha256,
        report.Passed,
        Stages = report.Stages.Select(stage => new
        {
            Stage = NameOf(stage.Stage),
            stage.Name,
            stage.ImageCount,
            stage.ValueCount,
            LargestDifference = Finite(stage.LargestDifference),
            LargestRelativeDifference = Finite(stage.LargestRelativeDifference),
            stage.Tolerance,
            stage.IsToleranceRelative,
            stage.Passed,
            stage.WorstImage,
        }),
        report.Notes,
    });

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Tolerance(VerifiedStage stage) => stage switch
    {
        { IsToleranceRelative: true } => $"{Text(stage.Tolerance)} relative",
        { Stage: VerificationStage.Tensor } => Text(stage.Tolerance),
        _ => $"{Text(stage.Tolerance)} grey levels",
    };

    private static string Text(double value) => value switch
    {
        0 => "0",
        double.PositiveInfinity => "infinite",
        >= 0.01 and < 10_000 => value.ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.ToString("0.#e-0", CultureInfo.InvariantCulture),
    };

    private static string NameOf(VerificationStage stage) => stage switch
    {
        VerificationStage.Decode => "decode",
        VerificationStage.Resize => "resize",
        VerificationStage.Tensor => "tensor",
        _ => "layer",
    };
}
