namespace Graft.Cli.Output;

/// <summary>What a file holds, in plain words.</summary>
internal static class InspectionText
{
    /// <summary>Classes that are named one by one; of more, the rest is counted.</summary>
    private const int NamedClasses = 12;

    public static void Write(FeatureFile file)
    {
        var counts = new int[file.LabelNames.Length];
        foreach (var label in file.Labels)
            counts[label]++;
        Title(file.Path, "HDF5 feature file");
        Line("features", $"{file.RowCount:N0} rows (one a photo) x {file.FeatureCount:N0} values, float32");
        Line("classes", Listed([.. file.LabelNames.Select((name, label) => $"{name} ({counts[label]:N0})")]));
        Write(file.Recipe);
        Line("made", $"by Graft {file.ToolVersion} on {file.Created}");
    }

    public static void Write(string path, ClassifierFile file)
    {
        var record = file.Record;
        Title(path, "ONNX classifier (logistic regression)");
        Line("takes", $"features, float32 [N, {file.Classifier.FeatureCount:N0}]");
        Line("gives", $"label, int64 [N], and probabilities, float32 [N, {file.Classifier.LabelNames.Length:N0}]");
        Line("classes", Listed(file.Classifier.LabelNames));
        Write(file.Classifier.Recipe);
        Line("fitted", $"on {record.TrainCount:N0} photos; C = {record.C}, features {(record.Standardize ? "standardised" : "as they are")}, " +
            $"{record.Iterations:N0} iterations{(record.Converged ? "" : ", not converged")}");
        Line("tested", record.Accuracy is { } accuracy
            ? $"on {record.TestCount:N0} others: accuracy {ResultText.Percent(accuracy)} (test fraction {record.TestFraction}, seed {record.Seed})"
            : "not; no photos were kept for it");
        Line("made", $"by Graft {record.ToolVersion} on {record.Created}");
    }

    private static void Write(FeatureRecipe recipe)
    {
        Line("backbone", $"{recipe.Backbone.Name}, layer {recipe.Backbone.Layer}");
        Line("weights", $"SHA-256 {recipe.Backbone.Sha256}");
        Line("preprocessing", InWords(recipe.Preprocessing));
    }

    private static string InWords(Preprocessing recipe)
    {
        var fit = recipe.ResizeMode switch
        {
            ResizeMode.Squash => "squashed",
            ResizeMode.Crop => $"shorter side to {(recipe.ResizeTo > 0 ? recipe.ResizeTo : Math.Max(recipe.Width, recipe.Height))}, centre cropped",
            _ => "fitted and padded",
        };
        var order = recipe.ChannelOrder == ChannelOrder.Rgb ? "red, green, blue" : "blue, green, red";
        var values = recipe.Divisor == 1 && recipe.Mean == default && recipe.Std == new RgbTriple(1, 1, 1)
            ? "0..255"
            : $"(v / {recipe.Divisor} - {Triple(recipe.Mean)}) / {Triple(recipe.Std)}";
        return $"{fit} to {recipe.Width} x {recipe.Height}, {recipe.Interpolation.ToString().ToLowerInvariant()}; " +
            $"{order}, {values}, {recipe.Layout.ToString().ToUpperInvariant()}";
    }

    private static string Triple(RgbTriple value) => $"({value.Red}, {value.Green}, {value.Blue})";

    private static string Listed(IReadOnlyList<string> names) =>
        $"{names.Count}: {string.Join(", ", names.Take(NamedClasses))}" +
        (names.Count > NamedClasses ? $" and {names.Count - NamedClasses} more" : "");

    private static void Title(string path, string what) => Console.Out.WriteLine($"{path}: {what}");

    private static void Line(string name, string text) => Console.Out.WriteLine($"  {name,-14} {text}");
}
