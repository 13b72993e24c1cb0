namespace Graft.Tests.Support;

/// <summary>
/// A network whose values can be computed by hand: rectified pixels, the mean of each channel, and the softmax of these.
/// Pictures are 3 x 6 x 8.
/// </summary>
internal static class TinyNetwork
{
    public const int Width = 8;
    public const int Height = 6;

    /// <summary>The rectified pixels.</summary>
    public const string Layer = "block/relu:0";

    /// <summary>Writes it and returns its path.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Its file name.</param>
    /// <param name="isFreeSize">Whether it takes pictures of any size.</param>
    /// <param name="hasClassifier">Whether there is a softmax.</param>
    /// <param name="features">Name of the layer with the means.</param>
    public static string Write(TempFolder folder, string name = "tiny.onnx", bool isFreeSize = false, bool hasClassifier = true, string features = "features")
    {
        var network = new TestNetwork(isFreeSize ? [0, 3, 0, 0] : [0, 3, Height, Width])
            .Node("Relu", Layer, ["x"])
            .Node("GlobalAveragePool", "pooled", [Layer])
            .Node("Flatten", features, ["pooled"]);
        if (hasClassifier)
            network.Node("Softmax", "likelihood", [features]);
        return network.Output(hasClassifier ? "likelihood" : features, 0, 3).Save(folder[name]);
    }
}
