using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Cli.Output;

/// <summary>The JSON objects of <c>inspect</c>.</summary>
internal static class InspectionJson
{
    public static object Of(FeatureFile features) => new
    {
        Kind = "features",
        features.Path,
        features.RowCount,
        features.FeatureCount,
        Type = "float32",
        Classes = features.LabelNames.Select((name, label) => new { Name = name, Count = features.Labels.Count(item => item == label) }),
        Recipe = Of(features.Recipe),
        features.ToolVersion,
        features.Created,
    };

    public static object Of(string path, ClassifierFile file) => new
    {
        Kind = "classifier",
        Path = path,
        file.Classifier.FeatureCount,
        Classes = file.Classifier.LabelNames,
        Recipe = Of(file.Classifier.Recipe),
        Training = file.Record,
    };

    private static object Of(FeatureRecipe recipe) => new
    {
        Backbone = recipe.Backbone.Name,
        BackboneSha256 = recipe.Backbone.Sha256,
        recipe.Backbone.Layer,
        Preprocessing = JsonSerializer.Deserialize<JsonNode>(recipe.Preprocessing.ToJson()),
    };
}
