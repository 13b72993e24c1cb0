using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace Graft;

/// <summary>Weights that lie in files beside a model.</summary>
internal static class ExternalWeights
{
    /// <summary>Reads them into the graph, whose list of weights is edited. Their places were checked when the network was opened.</summary>
    /// <exception cref="BackboneException">A file cannot be read any more, or the graph would be larger than an ONNX file can be.</exception>
    public static void Embed(GraphProto graph, string folder, string network)
    {
        // Before any of it is read: what does not fit need not be in memory first.
        var total = graph.Initializer.Sum(tensor => OnnxNodes.IsExternal(tensor) ? Length(tensor, folder) : tensor.RawData.Length);
        if (total >= int.MaxValue)
        {
            throw new BackboneException(
                $"The network '{network}' has {total / 1e9:N1} GB of weights up to this layer; an exported file is one ONNX file, which ends at 2 GB. Cut it at an earlier layer.", network);
        }

        for (var i = 0; i < graph.Initializer.Count; i++)
        {
            if (OnnxNodes.IsExternal(graph.Initializer[i]))
                graph.Initializer[i] = Embedded(graph.Initializer[i], folder);
        }
    }

    private static long Length(TensorProto tensor, string folder) =>
        Number(tensor, "length") ?? Math.Max(0, new FileInfo(PathOf(tensor, folder)) is { Exists: true } file ? file.Length - (Number(tensor, "offset") ?? 0) : 0);

    private static TensorProto Embedded(TensorProto tensor, string folder)
    {
        var path = PathOf(tensor, folder);
        try
        {
            using var file = File.OpenRead(path);
            file.Position = Number(tensor, "offset") ?? 0;
            var bytes = new byte[checked((int)(Number(tensor, "length") ?? file.Length - file.Position))];
            file.ReadExactly(bytes);
            var copy = tensor.Clone();
            copy.ExternalData.Clear();
            copy.DataLocation = TensorProto.Types.DataLocation.Default;
            copy.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OverflowException)
        {
            throw new BackboneException($"Weights '{tensor.Name}' cannot be read from '{path}': {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    private static string PathOf(TensorProto tensor, string folder) => Path.Combine(folder, Text(tensor, "location") ?? "");

    private static long? Number(TensorProto tensor, string key) => Text(tensor, key) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Of a key that comes twice, the last.</summary>
    private static string? Text(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;
}
