using Onnx;
using TorchSharp;

namespace Graft.Tests.Support;

/// <summary>The same graph in PyTorch and in ONNX Runtime, for the same values.</summary>
internal static class TorchRun
{
    /// <summary>Rows that a network gives in PyTorch, without gradients.</summary>
    public static float[] Forward(TorchNetwork network, float[] values, long[] shape, ForwardMode mode = default)
    {
        using var scope = torch.NewDisposeScope();
        using var without = torch.no_grad();
        return network.Forward([torch.tensor(values, shape)], mode).data<float>().ToArray();
    }

    /// <summary>Rows that a model gives in PyTorch.</summary>
    public static float[] Torch(ModelProto model, float[] values, long[] shape)
    {
        using var network = TorchNetwork.Of(model, "net");
        return Forward(network, values, shape);
    }

    /// <summary>Rows that a model gives in ONNX Runtime.</summary>
    public static float[] Onnx(ModelProto model, float[] values, long[] shape) =>
        Network.Run(model, [model.Graph.Output[0].Name], values, shape, optimized: false)[0];

    /// <summary>Seeded values of a shape, evenly between two numbers.</summary>
    public static float[] Values(long[] shape, int seed = 3, float least = -2, float most = 2)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
            values[i] = least + (random.NextSingle() * (most - least));
        return values;
    }
}
