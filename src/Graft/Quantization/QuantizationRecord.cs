using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>How a network was quantised, as its file says it.</summary>
/// <param name="SourceSha256">SHA-256 of the network that it was made of.</param>
/// <param name="Method">How the ranges of its tensors were found.</param>
/// <param name="IsEqualized">Whether channels were given like ranges.</param>
/// <param name="PhotoCount">Photos that ranges were learnt from.</param>
/// <param name="Error">Error of the features of some of them, as <see cref="QuantizationOptions.MaxError"/> has it.</param>
/// <param name="KeptLayers">Layers that were kept in float32 for the sake of the error.</param>
public sealed record QuantizationRecord(
    string SourceSha256, RangeMethod Method, bool IsEqualized, int PhotoCount, double Error, ImmutableArray<string> KeptLayers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(QuantizationRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class QuantizationJson : JsonSerializerContext;
