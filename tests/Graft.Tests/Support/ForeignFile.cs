using System.Runtime.InteropServices;
using System.Text.Json;

namespace Graft.Tests.Support;

/// <summary>What a reader may do with a foreign file.</summary>
internal enum Expectation
{
    /// <summary>It must be read.</summary>
    Read,

    /// <summary>It must be refused.</summary>
    Refused,

    /// <summary>It may be read, or be refused by name.</summary>
    Either,

    /// <summary>It asks for more than it is worth; to be read or refused within bounds.</summary>
    Hostile,
}

/// <summary>An HDF5 file that we did not write, and what is in it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Expectation">What a reader may do.</param>
/// <param name="Words">What a refusal must say; <c>a|b</c> is one or the other.</param>
/// <param name="Content">What a reader must find; null where nothing can be found.</param>
internal sealed record ForeignFile(string Path, Expectation Expectation, string[] Words, FileContent? Content)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static ForeignFile From(JsonElement entry, string folder)
    {
        var path = System.IO.Path.Combine(folder, entry.GetProperty("file").GetString()!);
        return new ForeignFile(
            path,
            Enum.Parse<Expectation>(entry.GetProperty("expect").GetString()!, ignoreCase: true),
            Strings(entry.GetProperty("words"))!,
            entry.TryGetProperty("rows", out var rows) ? ReadContent(entry, rows.GetInt32(), path) : null);
    }

    private static FileContent ReadContent(JsonElement entry, int rowCount, string path)
    {
        var stored = System.IO.Path.ChangeExtension(path, ".stored");
        return new FileContent(
            rowCount,
            [.. entry.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())],
            MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(System.IO.Path.ChangeExtension(path, ".values"))).ToArray(),
            [.. entry.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())],
            Strings(entry.GetProperty("label_names")) ?? [])
        {
            Paths = Strings(entry.GetProperty("paths")),
            StoredType = entry.TryGetProperty("type", out var type) ? type.GetString() : null,
            StoredBytes = File.Exists(stored) ? File.ReadAllBytes(stored) : null,
        };
    }

    private static string[]? Strings(JsonElement list) => list.ValueKind == JsonValueKind.Null
        ? null
        : [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
