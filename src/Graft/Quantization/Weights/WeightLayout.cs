using System.Numerics.Tensors;
using Onnx;

namespace Graft;

/// <summary>Which output channel each of a layer's weights belongs to, and which input channel it is multiplied with.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Kernel">Weights for each pair of them: all places of a kernel.</param>
/// <param name="Groups">Groups of channels that have nothing to do with each other.</param>
/// <param name="IsRows">Whether the weights of an output channel lie together; else those of an input channel do.</param>
internal readonly record struct WeightLayout(int Channels, int Inputs, int Kernel, int Groups, bool IsRows)
{
    /// <summary>Of a convolution, [output, input / groups, height, width] or of other sides, or a product with a matrix.</summary>
    public static WeightLayout Of(NodeProto node, ReadOnlySpan<long> sides)
    {
        if (node.OpType == "Conv")
        {
            var groups = (int)(OnnxNodes.Find(node, "group")?.I ?? 1);
            return new WeightLayout((int)sides[0], (int)sides[1] * groups, (int)TensorPrimitives.Product(sides[2..]), groups, true);
        }

        var isRows = node.OpType == "Gemm" && OnnxNodes.Find(node, "transB")?.I == 1;
        return new WeightLayout((int)sides[isRows ? 0 : 1], (int)sides[isRows ? 1 : 0], 1, 1, isRows);
    }

    /// <summary>Whether each channel is convolved by itself.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Inputs;

    public int ChannelOf(int weight) => IsRows ? weight / (Inputs / Groups * Kernel) : weight % Channels;

    public int InputOf(int weight)
    {
        if (!IsRows)
            return weight / Channels;
        var within = weight / Kernel % (Inputs / Groups);
        return ChannelOf(weight) / (Channels / Groups) * (Inputs / Groups) + within;
    }
}
