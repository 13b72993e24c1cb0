using System.Text.Json;

namespace Graft;

/// <summary>Everything that decides what a feature row of a given image looks like.</summary>
/// <param name="Backbone">The network and the layer.</param>
/// <param name="Preprocessing">From picture to tensor.</param>
public sealed record FeatureRecipe(BackboneIdentity Backbone, Preprocessing Preprocessing)
{
    /// <summary>From the tensor at the layer to a row.</summary>
    public FeatureShaping Shaping { get; init; } = FeatureShaping.Unsaid;

    /// <summary>That of the features that a backbone gives.</summary>
    internal static FeatureRecipe Of(IBackbone backbone) => new(backbone.Identity, backbone.Preprocessing) { Shaping = backbone.Shaping };

    /// <summary>What sets two recipes apart, in words; null when features made by both go together.</summary>
    internal static string? Difference(FeatureRecipe? here, FeatureRecipe? there) => (here, there) switch
    {
        (null, null) => null,
        (null, _) => $"no backbone is known here, '{there.Backbone.Name}' there",
        (_, null) => $"backbone '{here.Backbone.Name}' here, none is known there",
        _ => here.DifferenceTo(there),
    };

    private string? DifferenceTo(FeatureRecipe other)
    {
        if (Backbone.Precision != other.Backbone.Precision)
            return $"precision {Backbone.Precision.ToText()} here, {other.Backbone.Precision.ToText()} there";
        // Names do not matter: the same file may lie elsewhere.
        if (Backbone.Sha256 != other.Backbone.Sha256)
        {
            return Backbone.Name != other.Backbone.Name
                ? $"backbone '{Backbone.Name}' here, '{other.Backbone.Name}' there"
                : $"backbone '{Backbone.Name}' with weights {Start(Backbone.Sha256)} here, {Start(other.Backbone.Sha256)} there";
        }

        if (Backbone.Layer != other.Backbone.Layer)
            return $"layer '{Backbone.Layer}' here, '{other.Backbone.Layer}' there";
        if (Preprocessing != other.Preprocessing)
            return $"preprocessing {Difference(Preprocessing.ToJson(), other.Preprocessing.ToJson())}";
        return Shaping == other.Shaping ? null : $"features shaped with {Difference(Shaping.ToJson(), other.Shaping.ToJson())}";

        static string Start(string sha256) => sha256.Length > 12 ? sha256[..12] : sha256;
    }

    /// <summary>Only what differs, by the names that stand in the files.</summary>
    private static string Difference(string hereJson, string thereJson)
    {
        using var here = JsonDocument.Parse(hereJson);
        using var there = JsonDocument.Parse(thereJson);
        return string.Join("; ", here.RootElement.EnumerateObject()
            .Select(property => (property.Name, Here: property.Value.ToString(), There: there.RootElement.GetProperty(property.Name).ToString()))
            .Where(item => item.Here != item.There)
            .Select(item => $"{item.Name} '{item.Here}' here, '{item.There}' there"));
    }
}
