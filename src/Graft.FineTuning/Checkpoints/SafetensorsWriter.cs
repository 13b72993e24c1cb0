using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Writes the format safetensors (https://github.com/huggingface/safetensors, "Format").</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <param name="stream">Where it goes.</param>
    /// <param name="metadata">Texts.</param>
    /// <param name="tensors">Of float32, by name.</param>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
            WriteHeader(json, metadata, tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        var padding = (Alignment - (header.WrittenCount % Alignment)) % Alignment;
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.WrittenCount + padding));
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        stream.Write("       "u8[..padding]);
        foreach (var (_, value) in tensors)
        {
            using var values = value.detach().contiguous();
            stream.Write(values.bytes);
        }
    }

    private static void WriteHeader(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        foreach (var (key, text) in metadata)
            json.WriteString(key, text);
        json.WriteEndObject();
        var offset = 0L;
        foreach (var (name, value) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (var side in value.shape)
                json.WriteNumberValue(side);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += sizeof(float) * value.numel());
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
