using System.Collections.Immutable;
using System.Text.Json;
using Onnx;

namespace Graft;

/// <summary>A file of <see cref="WholeGraph"/>: backbone and classifier as one ONNX model, with what a program needs to know in its metadata.</summary>
/// <param name="Model">The graph.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Recipe">How photos become tensors, and which network looks at them.</param>
/// <param name="Record">How the classifier came about.</param>
internal sealed record WholeFile(ModelProto Model, ImmutableArray<string> LabelNames, FeatureRecipe Recipe, TrainingRecord Record)
{
    private const string CurrentVersion = "1";

    /// <summary>Values of one photo's tensors; beyond it a damaged file is likelier than such a network.</summary>
    private const long MostValues = 1 << 28;

    private static class Keys
    {
        public const string Version = "graft_export_version";
        public const string LabelNames = "label_names";
        public const string Classifier = "classifier";
        public const string Backbone = "backbone";
        public const string BackboneSha256 = "backbone_sha256";
        public const string Layer = "layer";
        public const string Precision = "precision";
        public const string Preprocessing = "preprocessing";
        public const string Shaping = "shaping";
        public const string Training = "training";
    }

    /// <summary>Whether it takes pixels, not tensors.</summary>
    public bool TakesPixels => Model.Graph.Input is [{ Name: WholeGraph.Pixels }];

    /// <summary>Whether a model is such a file.</summary>
    public static bool Is(ModelProto model) => model.MetadataProps.Any(entry => entry.Key == Keys.Version);

    /// <summary>Joins a backbone and a classifier.</summary>
    /// <inheritdoc cref="WholeGraph.Build"/>
    public static WholeFile Of(OnnxCut cut, ClassifierFile classifier, bool withPreprocessing, bool takesBatches)
    {
        var (labelNames, identity) = (classifier.Classifier.LabelNames, cut.Identity);
        // The file is for others: neither folders of this machine nor the command line are theirs to know.
        var name = BackboneFiles.LooksLikePath(identity.Name) ? Path.GetFileName(identity.Name) : identity.Name;
        var record = classifier.Record with { Command = null };
        var model = WholeGraph.Build(cut, classifier.Classifier, withPreprocessing, takesBatches);
        model.MetadataProps.Clear();
        Add(Keys.Version, CurrentVersion);
        Add(Keys.LabelNames, JsonSerializer.Serialize([.. labelNames], ExportJson.Default.StringArray));
        Add(Keys.Classifier, record.Classifier);
        Add(Keys.Backbone, name);
        Add(Keys.BackboneSha256, identity.Sha256);
        Add(Keys.Layer, classifier.Classifier.Recipe!.Backbone.Layer);
        Add(Keys.Precision, identity.Precision.ToText());
        Add(Keys.Preprocessing, cut.Preprocessing.ToJson());
        Add(Keys.Shaping, cut.Shaping.ToJson());
        Add(Keys.Training, JsonSerializer.Serialize(record, ExportJson.Default.TrainingRecord));
        return new WholeFile(model, labelNames, new FeatureRecipe(identity with { Name = name }, cut.Preprocessing) { Shaping = cut.Shaping }, record);

        void Add(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>Reads what <see cref="Of"/> made.</summary>
    /// <exception cref="ClassifierFileException">It is damaged, or of a later version.</exception>
    public static WholeFile Read(ModelProto model, string path)
    {
        var metadata = OnnxNodes.Metadata(model);
        var version = metadata.GetValueOrDefault(Keys.Version);
        if (version != CurrentVersion)
            throw new ClassifierFileException($"Exported file '{path}' has version {version}; this version of Graft reads {CurrentVersion}. Export it again.", path);
        try
        {
            var labelNames = JsonSerializer.Deserialize(Text(Keys.LabelNames), ExportJson.Default.StringArray);
            if (labelNames is null || labelNames.Length == 0 || labelNames.Contains(null))
                throw new FormatException($"a class name in its '{Keys.LabelNames}' is missing");
            var recipe = new FeatureRecipe(new BackboneIdentity(Text(Keys.Backbone), Text(Keys.BackboneSha256), Text(Keys.Layer)) { Precision = BackbonePrecisions.Parse(metadata.GetValueOrDefault(Keys.Precision)) }, Preprocessing.FromJson(Text(Keys.Preprocessing)))
            {
                Shaping = FeatureShaping.FromJson(Text(Keys.Shaping)),
            };
            if ((long)recipe.Preprocessing.TensorLength * recipe.Shaping.ViewCount > MostValues)
                throw new FormatException($"its '{Keys.Preprocessing}' makes tensors of {recipe.Preprocessing.Width} x {recipe.Preprocessing.Height}");
            if (WholeGraph.FindProblem(model, recipe, labelNames.Length) is { } problem)
                throw new FormatException(problem);
            var record = JsonSerializer.Deserialize(Text(Keys.Training), ExportJson.Default.TrainingRecord) ?? throw new FormatException($"its '{Keys.Training}' is null");
            return new WholeFile(model, [.. labelNames], recipe, record);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new ClassifierFileException($"Exported file '{path}' is damaged: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e);
        }

        string Text(string key) => metadata.TryGetValue(key, out var value) ? value : throw new FormatException($"its metadata has no '{key}'");
    }

    /// <summary>What runs it in Graft: pixels become tensors outside, where that is quicker and gives the same.</summary>
    public OnnxCut ToCut(string path) => new()
    {
        Model = WholeGraph.FromImages(Model, Recipe, path),
        Folder = "",
        InputName = WholeGraph.Images,
        OutputName = OnnxClassifierGraph.Probabilities,
        // What goes wrong in it goes wrong in this file.
        Identity = Recipe.Backbone with { Name = path },
        Preprocessing = Recipe.Preprocessing,
        Shaping = Recipe.Shaping,
        Parts = [new FeaturePart(OnnxClassifierGraph.Probabilities, LabelNames.Length)],
    };

    /// <exception cref="OutputException">It is larger than an ONNX file can be.</exception>
    public void CheckSize(string path)
    {
        // In long, as protobuf's own count is not; what is no weight is small beside the room left.
        var bytes = Model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length + tensor.FloatData.Count * sizeof(float));
        if (bytes > int.MaxValue - (1 << 20) || Model.CalculateSize() < 0)
            throw new OutputException($"'{path}' was not written: network and classifier do not fit into one ONNX file, which ends at 2 GB. Cut the network at an earlier layer, or train a smaller classifier.", path);
    }
}
