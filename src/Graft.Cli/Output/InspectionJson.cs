using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Cli.Output;

/// <summary>The JSON objects of <c>inspect</c>.</summary>
internal static class InspectionJson
{
    public static object Of(string path, Hdf5Node tree, FeatureFile? features, ImagePack? pack) => new
    {
        Kind = features is not null ? "features" : pack is not null ? "pack" : "hdf5",
        Path = path,
        IsUnfinished = tree.IsUnfinished(),
        RowCount = features?.RowCount ?? pack?.Count,
        features?.FeatureCount,
        Encoding = pack?.Encoding.ToString().ToLowerInvariant(),
        Width = pack?.Encoding == ImageEncoding.Raw ? pack.Width : (int?)null,
        Height = pack?.Encoding == ImageEncoding.Raw ? pack.Height : (int?)null,
        Type = features?.StoredType,
        Classes = features is not null ? Classes(features.LabelNames, features.Labels) : pack is not null ? Classes(pack.LabelNames, pack.Labels) : null,
        Recipe = Of(features?.Recipe),
        Layers = features is null ? null : StoredLayer.Of(features),
        features?.ToolVersion,
        features?.Created,
        Tree = tree,
    };

    public static object Of(string path, FeatureFileCheck check, ImmutableArray<string> paths) => new
    {
        Path = path,
        check.IsSound,
        check.RowCount,
        check.HasChecksums,
        DamagedRows = Damaged(check, paths),
        NonFiniteRows = NonFinite(check, paths),
        OtherLayers = check.Others.Select(other => new
        {
            other.Layer,
            other.IsSound,
            other.HasChecksums,
            DamagedRows = Damaged(other, paths),
            NonFiniteRows = NonFinite(other, paths),
        }),
    };

    public static object Of(string path, ClassifierFile file) => new
    {
        Kind = "classifier",
        Path = path,
        file.Classifier.FeatureCount,
        Classes = file.Classifier.LabelNames,
        Recipe = Of(file.Classifier.Recipe),
        Training = file.Record,
        file.Search,
    };

    /// <summary>What there is to say of a network and classifier in one file.</summary>
    public static object Of(string path, ExportedClassifier file) => new
    {
        Kind = "exported classifier",
        Path = path,
        Takes = file.TakesPixels ? "pixels" : "images",
        Classes = file.LabelNames,
        Recipe = Of(file.Recipe),
        Training = file.Record,
    };

    private static IEnumerable<object> Damaged(FeatureFileCheck check, ImmutableArray<string> paths) =>
        check.DamagedRows.Select(row => new { Row = row, Path = paths[row] });

    private static IEnumerable<object> NonFinite(FeatureFileCheck check, ImmutableArray<string> paths) =>
        check.NonFiniteRows.Select(row => new { row.Row, Path = paths[row.Row], row.Count, row.FirstColumn });

    private static IEnumerable<object> Classes(ImmutableArray<string> names, ImmutableArray<int> labels)
    {
        var counts = labels.CountBy(label => label).ToDictionary();
        return names.Select((name, label) => new { Name = name, Count = counts.GetValueOrDefault(label) });
    }

    private static object? Of(FeatureRecipe? recipe) => recipe is null ? null : new
    {
        Backbone = recipe.Backbone.Name,
        BackboneSha256 = recipe.Backbone.Sha256,
        recipe.Backbone.Layer,
        Precision = recipe.Backbone.Precision.ToString().ToLowerInvariant(),
        Preprocessing = JsonSerializer.Deserialize<JsonNode>(recipe.Preprocessing.ToJson()),
        Shaping = JsonSerializer.Deserialize<JsonNode>(recipe.Shaping.ToJson()),
    };
}
