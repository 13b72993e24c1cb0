using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>An enum value as its name in lower case, words joined by hyphens; nothing else is read.</summary>
internal sealed class KebabCaseEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> Values =
        Enum.GetValues<TEnum>().ToDictionary(KebabCase, StringComparer.Ordinal);

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value))
            return value;
        throw new JsonException($"expected one of '{string.Join("', '", Values.Keys)}'");
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(KebabCase(value));

    private static string KebabCase(TEnum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

/// <summary>A colour as [red, green, blue].</summary>
internal sealed class RgbColorConverter : JsonConverter<RgbColor>
{
    public override RgbColor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const string expected = "expected three whole numbers from 0 to 255, [red, green, blue]";
        Span<byte> channels = stackalloc byte[3];
        RgbArray.Start(ref reader, expected);
        foreach (ref var channel in channels)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetByte(out channel))
                throw new JsonException(expected);
        }

        RgbArray.End(ref reader, expected);
        return new RgbColor(channels[0], channels[1], channels[2]);
    }

    public override void Write(Utf8JsonWriter writer, RgbColor value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Red);
        writer.WriteNumberValue(value.Green);
        writer.WriteNumberValue(value.Blue);
        writer.WriteEndArray();
    }
}

/// <summary>Three real numbers as [red, green, blue].</summary>
internal sealed class RgbTripleConverter : JsonConverter<RgbTriple>
{
    public override RgbTriple Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const string expected = "expected three numbers, [red, green, blue]";
        Span<float> channels = stackalloc float[3];
        RgbArray.Start(ref reader, expected);
        foreach (ref var channel in channels)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out channel))
                throw new JsonException(expected);
        }

        RgbArray.End(ref reader, expected);
        return new RgbTriple(channels[0], channels[1], channels[2]);
    }

    public override void Write(Utf8JsonWriter writer, RgbTriple value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Red);
        writer.WriteNumberValue(value.Green);
        writer.WriteNumberValue(value.Blue);
        writer.WriteEndArray();
    }
}

/// <summary>The brackets around three channels.</summary>
file static class RgbArray
{
    public static void Start(ref Utf8JsonReader reader, string expected)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException(expected);
    }

    public static void End(ref Utf8JsonReader reader, string expected)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException(expected);
    }
}
