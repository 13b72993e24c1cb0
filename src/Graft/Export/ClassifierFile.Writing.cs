using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Onnx;

namespace Graft;

public sealed partial record ClassifierFile
{
    /// <summary>
    /// Writes a standard ONNX file: <c>features</c> float32 [N, D] in, <c>label</c> int64 [N] and <c>probabilities</c>
    /// float32 [N, K] out; class names, preprocessing, backbone and training record in the metadata.
    /// </summary>
    /// <param name="path">Where it will be; an ONNX file that exists there is replaced.</param>
    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public void Save(string path)
    {
        var model = OnnxClassifierGraph.Build(Classifier);
        Add(Keys.FormatVersion, CurrentVersion.ToString(CultureInfo.InvariantCulture));
        Add(Keys.LabelNames, JsonSerializer.Serialize([.. Classifier.LabelNames], ExportJson.Default.StringArray));
        Add(Keys.Classifier, Classifier.Name);
        Add(Keys.Scaling, Classifier.Scaler.Scaling.ToString().ToLowerInvariant());
        if (Classifier.Recipe is { } recipe)
        {
            Add(Keys.Backbone, recipe.Backbone.Name);
            Add(Keys.BackboneSha256, recipe.Backbone.Sha256);
            Add(Keys.Layer, recipe.Backbone.Layer);
            Add(Keys.Precision, recipe.Backbone.Precision.ToText());
            Add(Keys.Preprocessing, recipe.Preprocessing.ToJson());
            Add(Keys.Shaping, recipe.Shaping.ToJson());
        }

        Add(Keys.Training, JsonSerializer.Serialize(Record, ExportJson.Default.TrainingRecord));
        if (Search is not null)
            Add(Keys.Search, JsonSerializer.Serialize(Search, ExportJson.Default.SearchTable));
        Add(Keys.SeenRows, SeenRows.ToText());
        using var output = new OutputFile(path, OnnxNodes.IsModel);
        output.Write(model.WriteTo);
        output.Complete();

        void Add(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>Makes sure, before any long work, that a classifier can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, OnnxNodes.IsModel);
}
