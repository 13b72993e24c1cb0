using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>A <see cref="FeatureShaping"/> as one line of JSON.</summary>
internal static class FeatureShapingJson
{
    public static string Write(FeatureShaping shaping) =>
        JsonSerializer.Serialize(FeatureShapingDocument.Of(shaping), FeatureShapingJsonContext.Default.FeatureShapingDocument);

    /// <exception cref="FormatException">It is anything else; the message is one line.</exception>
    public static FeatureShaping Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FeatureShapingJsonContext.Default.FeatureShapingDocument)?.ToShaping()
                ?? throw new FormatException("The feature shaping is not valid: expected an object, got null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The feature shaping is not valid: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
        }
    }
}

/// <summary>The JSON form; apart, because generated serialisation code forgets the defaults of init-only properties.</summary>
internal sealed class FeatureShapingDocument
{
    public FeaturePool Pool { get; set; }

    public FeatureNormalization Normalize { get; set; }

    public TensorLayout? Flatten { get; set; }

    public bool Flip { get; set; }

    public int Crops { get; set; } = 1;

    public static FeatureShapingDocument Of(FeatureShaping shaping) => new()
    {
        Pool = shaping.Pool,
        Normalize = shaping.Normalize,
        Flatten = shaping.Flatten,
        Flip = shaping.Flip,
        Crops = shaping.Crops,
    };

    public FeatureShaping ToShaping() => Crops is 1 or 5
        ? new() { Pool = Pool, Normalize = Normalize, Flatten = Flatten, Flip = Flip, Crops = Crops }
        : throw new FormatException($"The feature shaping is not valid: crops must be 1 or 5, got {Crops}.");
}

/// <summary>Serialisation code made at compile time, which starts faster than reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [
        typeof(KebabCaseEnumConverter<FeaturePool>),
        typeof(KebabCaseEnumConverter<FeatureNormalization>),
        typeof(KebabCaseEnumConverter<TensorLayout>),
    ])]
[JsonSerializable(typeof(FeatureShapingDocument))]
internal sealed partial class FeatureShapingJsonContext : JsonSerializerContext;
