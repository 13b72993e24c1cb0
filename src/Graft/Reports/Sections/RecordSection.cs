using System.Globalization;

namespace Graft;

/// <summary>All it takes to make the classifier again.</summary>
internal static class RecordSection
{
    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var record = report.Record;
        PageSection.Open(html, "record", "Training record");
        html.Open("dl", ("class", "record")).Line();
        if (report.Recipe is { } recipe)
        {
            Entry("Backbone", () => html.Name(recipe.Backbone.Name));
            Entry("SHA-256", () => html.Code(recipe.Backbone.Sha256));
            Entry("Layer", () => html.Name(recipe.Backbone.Layer));
            Entry("Preprocessing", () => html.Code(recipe.Preprocessing.ToJson()));
            Entry("Shaping", () => html.Code(recipe.Shaping.ToJson()));
        }
        else
        {
            Entry("Backbone", () => html.Text("not known"));
        }

        Entry("Classifier", () => html.Text(RecordWords.Classifier(record)).Text(record.Settings.Length > 0 ? $", {record.Settings}" : ""));
        Entry("Scaling", () => html.Text(record.Scaling.Length > 0 ? record.Scaling : "none"));
        Entry("Fit", () => WriteFit(html, record));
        Entry("Split", () => html.Text("test fraction ").Open("data", ("value", NumberText.Exact(record.TestFraction)), ("data-place", "record.testFraction"))
            .Text(record.TestFraction.ToString("0.####", CultureInfo.InvariantCulture)).Close("data").Text(", seed ").Element("data", record.Seed.ToString(CultureInfo.InvariantCulture), ("value", record.Seed.ToString(CultureInfo.InvariantCulture)), ("data-place", "record.seed")));
        if (record is { CrossValidatedMean: { } mean, CrossValidatedDeviation: { } deviation })
            Entry("Cross-validated", () => html.Percent("record.crossValidatedMean", mean).Text(" ± ").Percent("record.crossValidatedDeviation", deviation).Text($" in {NumberText.Count(record.Folds, "fold")}"));
        if (record is { CalibrationMethod: { } method, CalibrationErrorBefore: { } before, CalibrationErrorAfter: { } after })
            Entry("Calibrated", () => html.Text($"by {method}: calibration error ").Percent("record.calibrationErrorBefore", before).Text(" before, ").Percent("record.calibrationErrorAfter", after).Text(" after"));
        if (record.Accuracy is { } accuracy)
            Entry("Accuracy then", () => html.Percent("record.accuracy", accuracy).Text(" of ").Count("record.testCount", record.TestCount).Text(" test photos"));
        Entry("Made", () => html.Text(record.ToolVersion.Length > 0 ? $"by Graft {record.ToolVersion} on {record.Created}" : "by another program"));
        if (record.Command is { } command)
            Entry("Command", () => html.Code(command));
        html.Close("dl");
        PageSection.Close(html);

        void Entry(string name, Action write)
        {
            html.Open("div").Element("dt", name).Open("dd");
            write();
            html.Close("dd").Close("div").Line();
        }
    }

    private static void WriteFit(HtmlBuilder html, TrainingRecord record)
    {
        html.Text("on ").Count("record.trainCount", record.TrainCount).Text(" photos");
        if (record.Iterations > 0)
            html.Text(", ").Count("record.iterations", record.Iterations).Text(" iterations");
        html.Text(record.Converged ? "" : ", not converged");
    }
}
