using System.Text.Json;
using Google.Protobuf;
using Onnx;

namespace Graft;

public sealed partial record ClassifierFile
{
    /// <summary>Reads a classifier that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ClassifierFileException">The file is missing, damaged, or another ONNX model.</exception>
    public static ClassifierFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromModel(Parse(path), path);
    }

    /// <summary>Reads an ONNX file, which may not be a classifier.</summary>
    /// <exception cref="ClassifierFileException">The file is missing, or no ONNX file.</exception>
    internal static ModelProto Parse(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
                throw new ClassifierFileException($"'{path}' is empty; expected a classifier made by 'graft train'.", path);
            if (file.Length > int.MaxValue || OnnxSize.IsTooMuch(path))
                throw new ClassifierFileException($"'{path}' is larger, or has more parts, than an ONNX file of any classifier; it is damaged, or something else.", path);
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClassifierFileException($"There is no classifier file '{path}'.", path, e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ClassifierFileException($"'{path}' is not an ONNX file, or was cut off; expected a classifier made by 'graft train'.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ClassifierFileException($"Cannot read classifier file '{path}': {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    internal static ClassifierFile FromModel(ModelProto model, string path)
    {
        var metadata = OnnxNodes.Metadata(model);
        if (WholeFile.Is(model))
            throw new ClassifierFileException($"'{path}' was made by 'graft export' to recognise photos with; give the classifier that it was made of.", path);
        if (!metadata.TryGetValue(Keys.FormatVersion, out var version))
            throw new ClassifierFileException($"'{path}' is not a classifier made by 'graft train': its metadata has no '{Keys.FormatVersion}'.", path);
        if (version != $"{CurrentVersion}")
            throw new ClassifierFileException($"Classifier file '{path}' has version {version}; this version of Graft reads {CurrentVersion}. Train it again.", path);
        try
        {
            var labelNames = JsonSerializer.Deserialize(Text(Keys.LabelNames), ExportJson.Default.StringArray);
            if (labelNames is null || labelNames.Contains(null))
                throw new FormatException($"a class name in its '{Keys.LabelNames}' is null");
            // Classifiers of features that came from elsewhere name no backbone.
            var recipe = !metadata.ContainsKey(Keys.Backbone) && !metadata.ContainsKey(Keys.Preprocessing) ? null : new FeatureRecipe(
                new BackboneIdentity(Text(Keys.Backbone), Text(Keys.BackboneSha256), Text(Keys.Layer)) { Precision = BackbonePrecisions.Parse(metadata.GetValueOrDefault(Keys.Precision)) },
                Preprocessing.FromJson(Text(Keys.Preprocessing)))
            {
                Shaping = metadata.TryGetValue(Keys.Shaping, out var shaping) ? FeatureShaping.FromJson(shaping) : FeatureShaping.Unsaid,
            };
            var scaling = ChoiceText.Parse<FeatureScaling>(Keys.Scaling, Text(Keys.Scaling));
            var classifier = OnnxClassifierGraph.Read(model, Text(Keys.Classifier), [.. labelNames], recipe, scaling);
            var record = JsonSerializer.Deserialize(Text(Keys.Training), ExportJson.Default.TrainingRecord)
                ?? throw new FormatException($"its '{Keys.Training}' is null");
            return new ClassifierFile(classifier, record, SeenRows.FromText(Text(Keys.SeenRows)))
            {
                Search = metadata.TryGetValue(Keys.Search, out var search) ? SearchTable.FromJson(search) : null,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new ClassifierFileException($"Classifier file '{path}' is damaged: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e);
        }

        string Text(string key) => metadata.TryGetValue(key, out var value) ? value : throw new FormatException($"its metadata has no '{key}'");
    }
}
