using Onnx;

namespace Graft.Tests.Support;

/// <summary>Networks of pictures of 3 x 8 x 8 that PyTorch is not to run.</summary>
internal static class TorchRefusal
{
    private static readonly long[] Pictures = [2, 3, 8, 8];

    public static TestNetwork Picture(int opset = 13) => new([0, .. Pictures[1..]], opset);

    /// <summary>Makes rows of the tensor <c>n</c>.</summary>
    public static TestNetwork Flat(TestNetwork network) => network.Node("Flatten", "y", ["n"]);

    /// <summary>A pooling or convolution with some attributes.</summary>
    public static TestNetwork Pool(string op, params (string, object)[] attributes)
    {
        var network = Picture().Weights("w", 4, 3, 3, 3);
        return Flat(network.Node(op, "n", op == "Conv" ? ["x", "w"] : ["x"], attributes.Any(item => item.Item1 == "kernel_shape") ? attributes : [.. attributes, ("kernel_shape", new long[] { 3, 3 })]));
    }

    /// <summary>Asserts that a network is refused in one line, which it returns.</summary>
    public static string Refused(TestNetwork network)
    {
        network.Output("y");
        var error = Assert.Throws<BackboneException>(() => TorchRun.Torch(network.Model, TorchRun.Values(Pictures), Pictures));
        Assert.DoesNotContain('\n', error.Message);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.Contains("'net'", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    /// <summary>Whether a network is refused in one line; anything else than that and a result fails the test.</summary>
    public static bool RefusedOrNot(ModelProto model)
    {
        if (model.Graph.Output.Count == 0)
            model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        try
        {
            TorchRun.Torch(model, TorchRun.Values(Pictures), Pictures);
            return false;
        }
        catch (BackboneException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return true;
        }
        catch (ArgumentException e) when (e.ParamName == "inputs")
        {
            // What the damage made an input.
            return true;
        }
    }
}
