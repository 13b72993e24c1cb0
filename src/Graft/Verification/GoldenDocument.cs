using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft;

/// <summary>golden.json, as tools/golden/make_golden.py writes it. Pixels and values are deflated (zlib) and in base64.</summary>
/// <param name="MadeWith">The programs whose values these are.</param>
/// <param name="Decoded">Pictures as they are in their files.</param>
/// <param name="Resized">Some of them in other sizes.</param>
/// <param name="Tensors">Some of them as tensors of the presets.</param>
/// <param name="Networks">What lies at the layers of networks.</param>
internal sealed record GoldenDocument(
    string MadeWith, GoldenPicture[] Decoded, GoldenResize[] Resized, GoldenTensor[] Tensors, GoldenNetwork[] Networks)
{
    private const string Folder = "golden/";

    /// <summary>File names of the pictures that Graft brings along, in order.</summary>
    public static string[] Pictures =>
        [.. typeof(GoldenDocument).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && !name.EndsWith(".json", StringComparison.Ordinal)).Select(name => name[Folder.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>The one that Graft brings along.</summary>
    public static GoldenDocument Load()
    {
        using var stream = Open("golden.json");
        return JsonSerializer.Deserialize(stream, GoldenJsonContext.Default.GoldenDocument)!;
    }

    /// <summary>The file of a golden picture.</summary>
    public static byte[] ReadPicture(string name)
    {
        using var stream = Open(name);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static Stream Open(string name) =>
        typeof(GoldenDocument).Assembly.GetManifestResourceStream(Folder + name) ?? throw new InvalidOperationException($"The golden file '{name}' is not in the assembly.");
}

/// <param name="Picture">File name.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Tolerance">Grey levels that decoders may be apart.</param>
/// <param name="Pixels">Height x width x 3 bytes.</param>
internal sealed record GoldenPicture(string Picture, int Width, int Height, double Tolerance, string Pixels);

/// <param name="Picture">File name.</param>
/// <param name="Mode">How it was fitted.</param>
/// <param name="Interpolation">The filter.</param>
/// <param name="Width">Columns of the result.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Pixels">Height x width x 3 bytes.</param>
internal sealed record GoldenResize(string Picture, ResizeMode Mode, Interpolation Interpolation, int Width, int Height, string Pixels);

/// <param name="Picture">File name.</param>
/// <param name="Preset">Name of the preset.</param>
/// <param name="Width">Columns of the tensor.</param>
/// <param name="Height">Rows of the tensor.</param>
/// <param name="Values">3 x height x width values.</param>
internal sealed record GoldenTensor(string Picture, string Preset, int Width, int Height, string Values);

/// <param name="Name">Name of the backbone.</param>
/// <param name="Sha256">SHA-256 of its files.</param>
/// <param name="Runs">Pictures that went through it.</param>
internal sealed record GoldenNetwork(string Name, string Sha256, GoldenRun[] Runs);

/// <param name="Picture">File name.</param>
/// <param name="Pixels">The picture in the network's size.</param>
/// <param name="Tensor">A sample of the tensor.</param>
/// <param name="Layers">What it gave.</param>
internal sealed record GoldenRun(string Picture, string Pixels, string Tensor, GoldenLayer[] Layers);

/// <param name="Name">Name of the layer.</param>
/// <param name="Length">Values at the layer.</param>
/// <param name="Values">A sample of them, then the mean of their absolute values, then the largest.</param>
internal sealed record GoldenLayer(string Name, int Length, string Values);

/// <summary>Serialisation code made at compile time, which starts faster than reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(KebabCaseEnumConverter<ResizeMode>), typeof(KebabCaseEnumConverter<Interpolation>)])]
[JsonSerializable(typeof(GoldenDocument))]
internal sealed partial class GoldenJsonContext : JsonSerializerContext;
