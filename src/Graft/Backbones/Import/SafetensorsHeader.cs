using System.Text.Json;

namespace Graft;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as the format calls it, such as <c>F32</c>.</param>
/// <param name="Shape">Its sides; none for a single value.</param>
/// <param name="Start">Where its values begin in the file.</param>
/// <param name="Length">Bytes of them.</param>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Start, long Length);

/// <summary>The header of a safetensors file. As the format demands, its tensors fill the room behind it without gaps.</summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    private static readonly Dictionary<string, int> TypeSizes = new()
    {
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E5M2"] = 1,
        ["F8_E4M3"] = 1,
        ["I16"] = 2,
        ["U16"] = 2,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I32"] = 4,
        ["U32"] = 4,
        ["F32"] = 4,
        ["I64"] = 8,
        ["U64"] = 8,
        ["F64"] = 8,
    };

    /// <param name="header">All of it.</param>
    /// <param name="dataLength">Bytes behind it.</param>
    /// <param name="dataStart">Where these begin.</param>
    /// <param name="path">The file, for errors.</param>
    /// <exception cref="BackboneException">It breaks the format.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Read(byte[] header, long dataLength, long dataStart, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            SafetensorsEntry[] entries =
            [
                .. document.RootElement.EnumerateObject().Where(property => property.Name != Metadata)
                    .Select(property => Entry(property, path)).OrderBy(entry => entry.Start).ThenBy(entry => entry.Length),
            ];
            CheckPlaces(entries, dataLength, path);
            return (Array.ConvertAll(entries, entry => entry with { Start = dataStart + entry.Start }), Texts(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw SafetensorsFile.Bad($"its header is not JSON as expected ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", path, e);
        }
    }

    /// <summary>What is no text, which the format does not allow, is passed over.</summary>
    private static Dictionary<string, string> Texts(JsonElement root) => root.TryGetProperty(Metadata, out var metadata) && metadata.ValueKind == JsonValueKind.Object
        ? metadata.EnumerateObject().Where(text => text.Value.ValueKind == JsonValueKind.String).ToDictionary(text => text.Name, text => text.Value.GetString()!)
        : [];

    private static SafetensorsEntry Entry(JsonProperty property, string path)
    {
        var name = PlainText.Of(property.Name);
        if (property.Value.ValueKind != JsonValueKind.Object)
            throw SafetensorsFile.Bad($"its header has no object for '{name}'", path);
        var type = Member("dtype", JsonValueKind.String).GetString()!;
        if (!TypeSizes.TryGetValue(type, out var size))
            throw SafetensorsFile.Bad($"the tensor '{name}' has the type '{PlainText.Of(type)}', which is not known", path);
        var (shape, offsets) = (Numbers("shape"), Numbers("data_offsets"));
        if (offsets is not [var start, var end] || start > end)
            throw SafetensorsFile.Bad($"the tensor '{name}' has 'data_offsets' [{string.Join(", ", offsets)}]; expected where it begins and ends", path);
        var length = shape.Aggregate((UInt128)(uint)size, (product, side) => UInt128.Min(product, long.MaxValue) * (ulong)side);
        if (length != (UInt128)(ulong)(end - start))
            throw SafetensorsFile.Bad($"the tensor '{name}' of shape [{string.Join(", ", shape)}] and type {type} has {end - start:N0} bytes; expected {length:N0}", path);
        return new SafetensorsEntry(property.Name, type, shape, start, end - start);

        JsonElement Member(string key, JsonValueKind kind) =>
            property.Value.TryGetProperty(key, out var value) && value.ValueKind == kind
                ? value
                : throw SafetensorsFile.Bad($"the tensor '{name}' has no '{key}' as expected", path);

        long[] Numbers(string key) =>
        [
            .. Member(key, JsonValueKind.Array).EnumerateArray().Select(element =>
                element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
                    ? number
                    : throw SafetensorsFile.Bad($"the tensor '{name}' has {PlainText.Of(element.GetRawText())} in '{key}'; expected whole numbers", path)),
        ];
    }

    private static void CheckPlaces(SafetensorsEntry[] entries, long dataLength, string path)
    {
        var (end, last) = (0L, "");
        foreach (var entry in entries)
        {
            var name = PlainText.Of(entry.Name);
            if (entry.Start + entry.Length > dataLength)
                throw SafetensorsFile.Bad($"the tensor '{name}' ends at {entry.Start + entry.Length:N0} of {dataLength:N0} bytes; it may have been cut off", path);
            if (entry.Start < end)
                throw SafetensorsFile.Bad($"the tensors '{last}' and '{name}' overlap", path);
            if (entry.Start > end)
                throw SafetensorsFile.Bad($"{entry.Start - end:N0} bytes before the tensor '{name}' belong to none", path);
            (end, last) = (entry.Start + entry.Length, name);
        }

        if (end < dataLength)
            throw SafetensorsFile.Bad($"{dataLength - end:N0} bytes at its end belong to no tensor", path);
    }
}
