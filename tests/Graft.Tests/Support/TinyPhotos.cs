using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Graft.Tests.Support;

/// <summary>A network of two small convolutions and photos of two classes, for what quantises on the way.</summary>
internal static class TinyPhotos
{
    public const string Layer = "층/relu:0";

    /// <summary>Writes the network, which knows how it wants its pictures.</summary>
    public static string Network(TempFolder folder, string name = "net.onnx", Action<TestNetwork>? change = null)
    {
        var network = SmallQuantizer.Network().Weights("w1", 8, 3, 3, 3).Weights("b1", 8).Weights("w2", 6, 8, 3, 3).Weights("b2", 6)
            .Node("Conv", "conv1", ["x", "w1", "b1"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "relu1", ["conv1"])
            .Node("Conv", "conv2", ["relu1", "w2", "b2"], ("strides", new long[] { 2, 2 })).Node("Relu", Layer, ["conv2"])
            .Node("GlobalAveragePool", "pooled", [Layer]).Node("Flatten", "features", ["pooled"]).Output("features", 0, 6);
        // Features large enough to tell classes by with the usual penalty.
        var last = network.Model.Graph.Initializer.Single(tensor => tensor.Name == "w2");
        last.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Array.ConvertAll(MemoryMarshal.Cast<byte, float>(last.RawData.Span).ToArray(), value => 30 * value)));
        change?.Invoke(network);
        folder.Write(Path.ChangeExtension(name, "preprocessing.json"), SmallQuantizer.Preprocessing.ToJson());
        return network.Save(folder[name]);
    }

    /// <summary>Writes photos of noise: reddish daisies and bluish irises.</summary>
    public static string Photos(TempFolder folder, int perClass, string name = "사진", int seed = 0)
    {
        for (var i = 0; i < perClass; i++)
        {
            folder.Write($"{name}/daisy/{i}.png", TestImages.PngOf(new RgbColor(200, 120, 90), seed + i));
            folder.Write($"{name}/iris/{i}.png", TestImages.PngOf(new RgbColor(90, 110, 200), seed + 500 + i));
        }

        return folder[name];
    }
}
