using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Onnx;

namespace Graft;

/// <summary>
/// What an ONNX file says of itself in its metadata, where Graft made the file: all that is needed to take features from
/// it. Files of others say none of it.
/// </summary>
internal sealed record BackboneMetadata
{
    private const string NameKey = "graft_name";
    private const string SourceKey = "graft_source";
    private const string PreprocessingKey = "graft_preprocessing";
    private const string FlattenKey = "graft_flatten";
    private const string DefaultLayerKey = "graft_default_layer";
    private const string AliasesKey = "graft_aliases";
    private const string QuantizationKey = "graft_quantization";

    /// <summary>Short name, such as <c>vgg16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the weights come from, such as <c>Keras</c> or <c>torchvision</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What its input expects.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>The order in which the network itself flattens maps, whatever the order of the graph.</summary>
    public required TensorLayout Flatten { get; init; }

    /// <summary>The layer to take where none is named.</summary>
    public required string DefaultLayer { get; init; }

    /// <summary>Other names of its layers.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = LayerAliases.None.Tensors;

    /// <summary>How it was quantised; null where it was not.</summary>
    public QuantizationRecord? Quantization { get; init; }

    /// <summary>Adds this to a model.</summary>
    public void WriteTo(ModelProto model)
    {
        Add(NameKey, Name);
        Add(SourceKey, Source);
        Add(PreprocessingKey, Preprocessing.ToJson());
        Add(FlattenKey, Flatten == TensorLayout.Hwc ? "hwc" : "chw");
        Add(DefaultLayerKey, DefaultLayer);
        if (Aliases.Count > 0)
            Add(AliasesKey, JsonSerializer.Serialize(Aliases.ToDictionary(), QuantizationJson.Default.DictionaryStringString));
        if (Quantization is not null)
            Add(QuantizationKey, JsonSerializer.Serialize(Quantization, QuantizationJson.Default.QuantizationRecord));

        void Add(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>Reads it from a model; null where the model was not made by Graft.</summary>
    /// <exception cref="FormatException">It is there, but is not what was written.</exception>
    public static BackboneMetadata? Read(ModelProto model)
    {
        var texts = OnnxNodes.Metadata(model);
        return !texts.ContainsKey(NameKey) ? null : new BackboneMetadata
        {
            Name = Text(NameKey),
            Source = Text(SourceKey),
            Preprocessing = Preprocessing.FromJson(Text(PreprocessingKey)),
            Flatten = Text(FlattenKey) switch
            {
                "hwc" => TensorLayout.Hwc,
                "chw" => TensorLayout.Chw,
                var other => throw new FormatException($"Its metadata has '{FlattenKey}' '{other}'; expected 'chw' or 'hwc'."),
            },
            DefaultLayer = Text(DefaultLayerKey),
            Aliases = Json(AliasesKey, QuantizationJson.Default.DictionaryStringString) is not { } aliases ? LayerAliases.None.Tensors
                : !aliases.ContainsValue(null!) ? aliases : throw new FormatException($"Its '{AliasesKey}' has a name without a tensor."),
            Quantization = Json(QuantizationKey, QuantizationJson.Default.QuantizationRecord) is not { } record ? null
                : record is { SourceSha256: not null, KeptLayers.IsDefault: false } ? record : throw new FormatException($"Its '{QuantizationKey}' is not whole."),
        };

        T? Json<T>(string key, JsonTypeInfo<T> type)
            where T : class
        {
            try
            {
                return !texts.TryGetValue(key, out var text) ? null : JsonSerializer.Deserialize(text, type) ?? throw new FormatException($"Its '{key}' is null.");
            }
            catch (JsonException e)
            {
                throw new FormatException($"Its '{key}' is no JSON of ours: {e.Message}", e);
            }
        }

        string Text(string key) => texts.TryGetValue(key, out var text) ? text : throw new FormatException($"Its metadata has no '{key}'.");
    }
}
