using System.Collections.Immutable;

namespace Graft.Cli.Output;

/// <summary>What a file holds, in plain words.</summary>
internal static class InspectionText
{
    /// <summary>Classes that are named one by one; of more, the rest is counted.</summary>
    private const int NamedClasses = 12;

    public static void Write(string path, Hdf5Node tree, FeatureFile? features, ImagePack? pack)
    {
        if (tree.IsUnfinished())
            Title(path, "unfinished HDF5 file; run the command that was making it again, and it goes on where it stopped");
        else if (features is not null)
            Write(features);
        else if (pack is not null)
            Write(pack);
        else
            Title(path, "HDF5 file");
    }

    private static void Write(FeatureFile file)
    {
        Title(file.Path, "HDF5 feature file");
        Line("features", $"{file.RowCount:N0} rows (one a photo) x {string.Join(" x ", file.RowShape.Select(side => $"{side:N0}"))} values, {file.StoredType}, {file.Layout}");
        Safe("classes", Listed(file.LabelNames, file.Labels));
        if (file.Shard is { } shard)
            Line("shard", $"{shard}, by {shard.By.ToString().ToLowerInvariant()}, of a list of {file.ListCount:N0} images");
        Write(file.Recipe);
        WriteLayers(file);
        WriteMaker(file.ToolVersion, file.Created);
    }

    private static void WriteLayers(FeatureFile file)
    {
        foreach (var layer in StoredLayer.Of(file).SkipLast(1))
            Line("also layer", $"{layer.Name}, {string.Join(" x ", layer.RowShape.Select(side => $"{side:N0}"))} values a row, in '{layer.Dataset}'");
    }

    private static void Write(ImagePack pack)
    {
        Title(pack.Path, "HDF5 image pack");
        Line("images", $"{pack.Count:N0}, {(pack.Encoding == ImageEncoding.Raw ? $"pixels of {pack.Width} x {pack.Height}" : "original files")}");
        Safe("classes", Listed(pack.LabelNames, pack.Labels));
        if (pack.Packing.Length > 0)
            Line("packing", InWords(Preprocessing.FromJson(pack.Packing)));
    }

    public static void Write(string path, ClassifierFile file)
    {
        Title(path, $"ONNX classifier ({InWords(file.Classifier.Name)})");
        Line("takes", $"features, float32 [N, {file.Classifier.FeatureCount:N0}]");
        Line("gives", $"label, int64 [N], and probabilities, float32 [N, {file.Classifier.LabelNames.Length:N0}]");
        Line("classes", Listed(file.Classifier.LabelNames));
        Write(file.Classifier.Recipe);
        WriteSearch(file);
        Write(file.Record);
    }

    public static void Write(string path, ExportedClassifier file)
    {
        var recipe = file.Recipe.Preprocessing;
        var views = file.Recipe.Shaping.ViewCount;
        var pictures = views == 1 ? "N" : $"{views}N";
        Title(path, $"ONNX network and classifier ({InWords(file.Record.Classifier)}) in one");
        Line("takes", file.TakesPixels ? "pixels, uint8 [N, height, width, 3], of any size"
            : $"images, float32 [{pictures}, {(recipe.Layout == TensorLayout.Chw ? $"3, {recipe.Height}, {recipe.Width}" : $"{recipe.Height}, {recipe.Width}, 3")}]");
        Line("gives", $"label, int64 [N], and probabilities, float32 [N, {file.LabelNames.Length:N0}]");
        Line("classes", Listed(file.LabelNames));
        Write(file.Recipe);
        Write(file.Record);
    }

    private static void WriteSearch(ClassifierFile file)
    {
        if (file.Search is { } search)
        {
            Line("searched", $"{search.SettingCount:N0} {(search.SettingCount == 1 ? "setting" : "settings")} in {search.Folds} folds" +
                $"{(search.Repeats > 1 ? $", {search.Repeats} times" : "")}: the best {SearchText.CrossValidated(file.Record)}");
        }
    }

    private static void Write(TrainingRecord record)
    {
        Line("fitted", $"on {record.TrainCount:N0} photos: {SearchText.Setting(record)}" +
            $"{(record.Iterations > 0 ? $"; {record.Iterations:N0} iterations" : "")}{(record.Converged ? "" : ", not converged")}");
        if (record is { CalibrationMethod: { } method, CalibrationErrorBefore: { } before, CalibrationErrorAfter: { } after })
            Line("calibrated", $"by {method}; calibration error {100 * before:F1}% before, {100 * after:F1}% after");
        Line("tested", record.Accuracy is { } accuracy
            ? $"on {record.TestCount:N0} others: accuracy {ResultText.Percent(accuracy)} (test fraction {record.TestFraction}, seed {record.Seed})"
            : "not; no photos were kept for it");
        WriteMaker(record.ToolVersion, record.Created);
    }

    private static string InWords(string classifier) => classifier switch
    {
        "logistic" => "logistic regression",
        "svm" => "linear support vector machine",
        "forest" => "random forest",
        "knn" => "nearest neighbours",
        "finetuned" => "fine-tuned network",
        var other => other,
    };

    private static void Write(FeatureRecipe? recipe)
    {
        if (recipe is null)
        {
            Line("backbone", "not known");
            return;
        }

        Line("backbone", $"{recipe.Backbone.Name}{(recipe.Backbone.Precision == BackbonePrecision.Int8 ? " in int8" : "")}, layer {recipe.Backbone.Layer}");
        Line("weights", $"SHA-256 {recipe.Backbone.Sha256}");
        Line("preprocessing", InWords(recipe.Preprocessing));
        Line("shaped", InWords(recipe.Shaping));
    }

    private static string InWords(FeatureShaping shaping)
    {
        var order = shaping.Flatten == TensorLayout.Hwc ? "height, width, channel" : "channel, height, width";
        var map = shaping.Pool == FeaturePool.None ? $"maps flattened as {order}" : $"maps pooled ({shaping.Pool.ToString().ToLowerInvariant()})";
        var rows = shaping.Normalize switch
        {
            FeatureNormalization.L2 => "; rows of norm 1",
            FeatureNormalization.SqrtL2 => "; square roots, rows of norm 1",
            _ => "",
        };
        return shaping.ViewCount == 1 ? map + rows : $"{map}; mean over {shaping.ViewCount} views ({(shaping.Crops > 1 ? "crops" : "the photo")}{(shaping.Flip ? " and mirror images" : "")}){rows}";
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

    private static void WriteMaker(string version, string created)
    {
        if (version.Length > 0)
            Line("made", $"by Graft {version} on {created}");
    }

    private static string Listed(ImmutableArray<string> names, ImmutableArray<int> labels)
    {
        var counts = new int[names.Length];
        foreach (var label in labels)
            counts[label]++;
        return Listed([.. names.Select((name, label) => $"{SafeText.Name(name, !Console.IsOutputRedirected)} ({counts[label]:N0})")]);
    }

    private static string Listed(IReadOnlyList<string> names) =>
        $"{names.Count}: {string.Join(", ", names.Take(NamedClasses))}" +
        (names.Count > NamedClasses ? $" and {names.Count - NamedClasses} more" : "");

    private static void Title(string path, string what) => Lines.Write($"{path}: {what}");

    private static void Line(string name, string text) => Safe(name, SafeText.Line(text));

    /// <summary>A line whose names have been made harmless one by one.</summary>
    private static void Safe(string name, string text) => Console.Out.WriteLine($"  {name,-14} {text}");
}
