using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>An ONNX model as it was read from the disk, with its weights or with leads to files of them beside it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Folder">Where files of weights lie; those named by the model are there and long enough.</param>
/// <param name="Sha256">SHA-256 of the files, one after the other.</param>
/// <param name="Paths">The model file, and the files of weights in order of their names.</param>
internal sealed record OnnxFile(ModelProto Model, string Folder, string Sha256, ImmutableArray<string> Paths)
{
    private const int OldestOpset = 7;

    /// <exception cref="BackboneException">The file is missing, is not an ONNX model, or is of an operator set before 7.</exception>
    public static OnnxFile Load(string path)
    {
        var model = Parse(path);
        var opset = OpsetOf(model);
        if (opset < OldestOpset)
            throw new BackboneException($"'{path}' is of ONNX operator set {opset}; Graft takes {OldestOpset} and later. Convert it, for instance with onnx.version_converter.", path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            var parts = ExternalFiles(model, path, folder);
            return new OnnxFile(model, folder, Hash([path, .. parts]), [path, .. parts]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads one model without looking at files beside it.</summary>
    /// <exception cref="BackboneException">The file is missing, or is not an ONNX model.</exception>
    public static ModelProto Parse(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > int.MaxValue)
                throw new BackboneException($"'{path}' has {file.Length / 1e9:N1} GB; an ONNX file ends at 2 GB. Save the model with its weights as external data.", path);
            if (OnnxSize.IsTooMuch(path))
                throw new BackboneException($"'{path}' has more parts than any network; it is damaged, or is no ONNX model.", path);
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is { Node.Count: > 0 }
                ? model
                : throw new BackboneException($"'{path}' holds no network; expected an ONNX model.", path);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new BackboneException($"'{path}' is not an ONNX model, or is damaged.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>SHA-256 of files, one after the other.</summary>
    public static string Hash(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            while (file.Read(buffer) is > 0 and var count)
                hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of a file in memory.</summary>
    public static string Hash(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Whether anything but weights lies in other files, where it would be no part of the identity.</summary>
    public static bool HasExternalConstants(GraphProto graph) =>
        graph.SparseInitializer.Any(sparse => IsExternal(sparse.Values) || IsExternal(sparse.Indices)) || graph.Node.SelectMany(node => node.Attribute).Any(attribute =>
            IsExternal(attribute.T) || attribute.Tensors.Any(IsExternal)
            || attribute.Graphs.Append(attribute.G).OfType<GraphProto>().Any(inner => inner.Initializer.Any(IsExternal) || HasExternalConstants(inner)));

    private static BackboneException Unreadable(string path, Exception e) => new($"Cannot load the network '{path}': {e.Message.TrimEnd('.')}.", path, e);

    /// <summary>The files of weights that a model names, each once, in order. Only such as lie beside or below it are read.</summary>
    private static SortedSet<string> ExternalFiles(ModelProto model, string path, string folder)
    {
        if (HasExternalConstants(model.Graph))
            throw new BackboneException($"'{path}' keeps constants of its nodes in other files; only weights may be there. Save it with them inside.", path);
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tensor in model.Graph.Initializer.Where(IsExternal))
        {
            var entries = tensor.ExternalData.GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Value);
            var location = entries.GetValueOrDefault("location", "");
            if (location.Length == 0 || Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
                throw new BackboneException($"'{path}' wants weights '{tensor.Name}' from '{location}', which is not a file beside it.", path);
            var file = Path.Combine(folder, location);
            if (!File.Exists(file))
                throw new BackboneException($"'{path}' keeps its weights in '{location}', which is not beside it. Copy both.", path);
            var (offset, length) = (Number("offset"), Number("length"));
            var total = new FileInfo(file).Length;
            if (offset < 0 || length < 0 || offset > total || length > total - offset)
                throw new BackboneException($"'{file}' is too short for weights '{tensor.Name}' of '{path}': it has {total:N0} bytes. Copy it again.", path);
            files.Add(file);

            long Number(string key) => !entries.TryGetValue(key, out var text) ? 0
                : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        }

        return files;
    }
}
