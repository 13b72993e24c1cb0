using Google.Protobuf;
using Graft.Tests.Support;
using Onnx;
using static Graft.Tests.Support.TorchRefusal;

namespace Graft.Tests.Unit;

/// <summary>Damaged networks, in PyTorch: one line whatever is wrong, and never the end of the process.</summary>
public class TorchDamageTests
{
    [Fact]
    public void Damaged_graphs_are_refused()
    {
        Torch.Require();
        foreach (var network in Damaged())
            Refused(Flat(network));
        foreach (var op in new[] { "MaxPool", "AveragePool", "Conv" })
        {
            foreach (var attribute in new[] { "kernel_shape", "strides", "pads", "dilations" })
            {
                foreach (var value in new[] { -1, 0, 1000, 70_000, long.MaxValue })
                {
                    if (op == "AveragePool" && attribute == "dilations")
                        continue;
                    foreach (long[] values in new long[][] { [value], [.. Enumerable.Repeat(value, attribute == "pads" ? 4 : 2)] })
                    {
                        var network = Pool(op, (attribute, values));
                        if (value is 0 or 1000 && values.Length > 1 && attribute is "pads" or "strides" or "dilations")
                            RefusedOrNot(network.Model);
                        else
                            Refused(network);
                    }
                }
            }
        }
    }

    /// <summary>Whatever is changed in a sound network, it is trained or refused, and nothing else happens.</summary>
    [Fact]
    public void Random_damage_is_refused_or_does_no_harm()
    {
        Torch.Require();
        var sound = Sound().Model;
        Assert.False(RefusedOrNot(sound.Clone()));
        var refused = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var model = sound.Clone();
            var random = new Random(seed);
            for (var count = random.Next(1, 4); count > 0; count--)
                Damage(model, random);
            refused += RefusedOrNot(model) ? 1 : 0;
        }

        // Neither all nor none: the damage is of both kinds.
        Assert.InRange(refused, 25, 145);
    }

    [Fact]
    public void Random_bytes_are_refused_or_do_no_harm()
    {
        Torch.Require();
        var sound = Sound().Model.ToByteArray();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var bytes = sound.ToArray();
            for (var count = random.Next(1, 6); count > 0; count--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ModelProto model;
            try
            {
                model = ModelProto.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                continue;
            }

            if (model.Graph is not null)
                RefusedOrNot(model);
        }
    }

    /// <summary>Long chains of nodes, and such as double with each, take neither all of the stack nor for ever.</summary>
    [Fact]
    public void Long_and_branching_ways_of_weights_end()
    {
        Torch.Require();
        const int Length = 3000;
        var network = new TestNetwork([0, 3]).Weights("w0", 3, 3);
        for (var i = 0; i < Length; i++)
            network.Node(i < 64 ? "Add" : "Identity", $"w{i + 1}", i < 64 ? [$"w{i}", $"w{i}"] : [$"w{i}"]);
        network.Node("MatMul", "y", ["x", $"w{Length}"]).Output("y");

        using var converted = TorchNetwork.Of(network.Model, "net");

        Assert.Equal("w0", Assert.Single(converted.Weights).Name);
    }

    private static IEnumerable<TestNetwork> Damaged()
    {
        yield return Picture().Weights("w", 4, 5, 3, 3).Node("Conv", "n", ["x", "w"]);
        yield return Picture().Weights("w", 4, 3, 3).Node("Conv", "n", ["x", "w"]);
        yield return Picture().Weights("w", 4, 3, 3, 3).Weights("b", 5).Node("Conv", "n", ["x", "w", "b"]);
        yield return Picture().Weights("w", 4, 3, 3, 3).Node("Conv", "n", ["x", "w"], ("kernel_shape", new long[] { 5, 5 }));
        yield return Picture().Weights("w", 4, 3, 3, 3).Node("Conv", "n", ["x", "w"], ("group", 3));
        yield return Picture().Weights("w", 4, 3, 3, 3).Node("Conv", "n", ["x", "w"], ("group", 0));
        yield return Picture().Weights("w", 4, 3, 9, 9).Node("Conv", "n", ["x", "w"]);
        yield return Picture().Weights("w", 4, 3, 3, 3).Node("Conv", "n", ["x", "w"], ("auto_pad", "SAME"));
        yield return Picture().Weights("w", 0, 3, 3, 3).Node("Conv", "n", ["x", "w"]);
        yield return Picture().Node("Conv", "n", ["x"]);
        yield return Picture().Node("Conv", "n", ["x", "missing"]);
        yield return Picture().Node("Conv", "n", []);
        yield return Picture().Node("Relu", "n", ["missing"]);
        yield return Picture().Node("Relu", "n", [""]);
        yield return Picture().Node("MaxPool", "n", ["x"]);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity })
        {
            var network = Picture();
            network.Model.Graph.Initializer.Add(OnnxNodes.Values("w", Enumerable.Repeat(value, 12).SelectMany(BitConverter.GetBytes).ToArray(), 4, 3, 1, 1));
            yield return network.Node("Conv", "n", ["x", "w"]);
        }

        foreach (var dims in new long[][] { [4, 3, 2, 2], [-4, 3, 1, 1], [long.MaxValue, 3, 1, 1], [1L << 32, 1L << 32, 1, 1], [1 << 16, 1 << 16, 1, 1] })
        {
            var network = Picture();
            network.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { dims }, RawData = ByteString.CopyFrom(new byte[48]) });
            yield return network.Node("Conv", "n", ["x", "w"]);
        }

        var external = Picture();
        external.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 4, 3, 1, 1 }, DataLocation = TensorProto.Types.DataLocation.External });
        yield return external.Node("Conv", "n", ["x", "w"]);
        yield return Picture().Weights("v", 4).Node("BatchNormalization", "n", ["x", "v", "v", "v", "v"]);
        yield return Picture().Node("Transpose", "n", ["x"], ("perm", new long[] { 0, 1, 2, 2 }));
        yield return Picture().Node("Transpose", "n", ["x"], ("perm", new long[] { 0, 9, 2, 3 }));
        yield return Picture().Shape("s", 0, 0, 0, 0, 0).Node("Reshape", "n", ["x", "s"]);
        yield return Picture().Shape("s", -1, -1).Node("Reshape", "n", ["x", "s"]);
        yield return Picture().Shape("s", -1, 7).Node("Reshape", "n", ["x", "s"]);
        yield return Picture().Shape("s", long.MaxValue, long.MaxValue).Node("Reshape", "n", ["x", "s"]);
        yield return Picture().Weights("s", 4).Node("Reshape", "n", ["x", "s"]);
        yield return Picture(11).Node("Squeeze", "n", ["x"], ("axes", new long[] { 1 }));
        yield return Picture(11).Node("Unsqueeze", "n", ["x"], ("axes", new long[] { 9 }));
        yield return Picture(11).Node("Unsqueeze", "n", ["x"], ("axes", new long[] { 1, 1 }));
        yield return Picture(11).Node("Unsqueeze", "n", ["x"]);
        yield return Picture().Node("Concat", "n", ["x", "x"], ("axis", 7));
        yield return Picture().Node("Relu", "r", ["x"]).Node("GlobalAveragePool", "g", ["x"]).Node("Concat", "n", ["r", "g"], ("axis", 1));
        yield return Picture(11).Node("Split", "n", ["x"], ("axis", 1), ("split", new long[] { 5 }));
        yield return Picture(11).Node("Split", "a", ["x"], ("axis", 1), ("split", new long[] { 3 })).And("n");
        yield return Picture(11).Node("Split", "n", ["x"], ("axis", 1), ("split", new long[] { -1 }));
        yield return Picture(11).Node("Split", "n", ["x"], ("axis", 9));
        yield return Picture(9).Node("Slice", "n", ["x"], ("starts", new long[] { 0 }), ("ends", new long[] { 1 }), ("axes", new long[] { 8 }));
        yield return Picture(9).Node("Slice", "n", ["x"], ("starts", new long[] { 0, 1 }), ("ends", new long[] { 1 }));
        yield return Picture().Shape("which", 99).Node("Gather", "n", ["x", "which"], ("axis", 1));
        yield return Picture().Node("Gather", "n", ["x", "x"], ("axis", 1));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 0, 0, 16_000, 16_000, 0, 0, 16_000, 16_000 }));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 0, 0, long.MaxValue, 0, 0, 0, 0, 0 }));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 0, 0, -20, 0, 0, 0, 0, 0 }));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 0, 0, 8, 0, 0, 0, 0, 0 }), ("mode", "reflect"));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 0, 2, 0, 0, 0, 0, 0, 0 }), ("mode", "edge"));
        yield return Picture(9).Node("Pad", "n", ["x"], ("pads", new long[] { 1, 1 }));
        yield return Picture().Weights("w", 5, 4).Node("MatMul", "n", ["x", "w"]);
        yield return Picture().Shape("s", -1).Node("Shape", "a", ["x"]).Node("Div", "d", ["a", "s"]).Node("Reshape", "n", ["x", "d"]);
        yield return Picture().Shape("s", 0).Node("Shape", "a", ["x"]).Node("Div", "d", ["a", "s"]).Node("Reshape", "n", ["x", "d"]);
        yield return Picture().Shape("p", 16_000, 16_000).Node("Shape", "a", ["x"]).Node("Pad", "b", ["a", "p"]).Node("Reshape", "n", ["x", "b"]);
        yield return Picture().Weights("w", 8, 4).Node("Gemm", "n", ["x", "w"]);
        yield return Picture().Weights("w", 5).Node("Add", "n", ["x", "w"]);
        yield return Picture().Weights("w", 1000, 1000, 1, 1, 1).Node("Relu", "r", ["x"]).Node("Add", "a", ["r", "w"]).Shape("s", -1, 9).Node("Reshape", "n", ["a", "s"]);
        yield return Picture().Node("LRN", "n", ["x"], ("size", 1_000_001));
        yield return Picture().Node("LRN", "n", ["x"]);
        yield return Picture().Node("Dropout", "n", ["x"], ("ratio", 1.5f));
        yield return Picture(9).Node("Clip", "n", ["x"], ("min", float.NaN));
        yield return Picture().Node("Clip", "n", ["x", "x"]);
        yield return Picture().Weights("v", 2).Node("Clip", "n", ["x", "v"]);
        yield return Picture().Node("Softmax", "n", ["x"], ("axis", 9));
        yield return Picture().Node("LpNormalization", "n", ["x"], ("axis", 9));
        yield return Picture().Node("LpNormalization", "n", ["x"], ("p", 7));
        yield return Picture().Node("ReduceMean", "n", ["x"], ("axes", new long[] { 6 }));
        yield return Picture().Node("RandomNormal", "r", [], ("shape", new long[] { 1 })).Node("Add", "n", ["x", "r"]);
        yield return Picture().Shape("huge", 1 << 20, 1 << 20).Node("ConstantOfShape", "c", ["huge"]).Node("Add", "n", ["x", "c"]);
        yield return Picture().Shape("one", 1).Node("Concat", "c", ["one", "missing"], ("axis", 0)).Node("Reshape", "n", ["x", "c"]);
        yield return Picture().Node("Relu", "n", ["late"]).Node("Relu", "late", ["x"]);
        yield return Picture().Node("Relu", "n", ["x"]).Node("Sigmoid", "n", ["x"]);
    }

    /// <summary>Of everything a little.</summary>
    private static TestNetwork Sound()
    {
        var network = Picture().Weights("w", 4, 3, 3, 3).Weights("b", 4).Node("Conv", "c", ["x", "w", "b"], ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 2 }), ("group", 1));
        foreach (var name in new[] { "scale", "shift", "mean" })
            network.Weights(name, 4);
        network.Model.Graph.Initializer.Add(OnnxNodes.Values("variance", TorchRun.Values([4], least: 0.5f).SelectMany(BitConverter.GetBytes).ToArray(), 4));
        return network.Node("BatchNormalization", "n", ["c", "scale", "shift", "mean", "variance"], ("epsilon", 0.1f), ("momentum", 0.9f)).Node("Relu", "r", ["n"])
            .Node("MaxPool", "m", ["r"], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 0, 0 }), ("ceil_mode", 1))
            .Node("AveragePool", "a", ["r"], ("kernel_shape", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER")).Shape("pads", 0, 0, 0, 0, 0, 0, 1, 1).Node("Pad", "p", ["a", "pads"])
            .Node("GlobalAveragePool", "g", ["p"]).Node("GlobalMaxPool", "h", ["m"]).Node("Concat", "k", ["g", "h"], ("axis", 1)).Node("LRN", "l", ["k"], ("size", 3))
            .Number("low", 0).Number("high", 6).Node("Clip", "i", ["l", "low", "high"]).Shape("axes", 2, 3).Node("Squeeze", "q", ["i", "axes"])
            .Weights("v", 5, 8).Node("Transpose", "t", ["v"], ("perm", new long[] { 1, 0 })).Weights("d", 5).Node("Gemm", "e", ["q", "t", "d"], ("alpha", 1f), ("transB", 0))
            .Node("Split", "s1", ["e"], ("axis", 1)).And("s2").Node("Sub", "f", ["e", "e"]).Node("Add", "o", ["e", "f"]).Node("Softmax", "u", ["o"], ("axis", 1))
            .Shape("shape", 0, -1).Node("Reshape", "z", ["u", "shape"]).Node("Dropout", "j", ["z"]).Node("LpNormalization", "y", ["j"], ("axis", 1)).Output("y");
    }

    private static void Damage(ModelProto model, Random random)
    {
        var graph = model.Graph;
        var node = graph.Node[random.Next(graph.Node.Count)];
        var weights = graph.Initializer[random.Next(graph.Initializer.Count)];
        long[] numbers = [0, 1, -1, 2, 3, 5, 7, 100, 65_536, 1 << 20, int.MaxValue, long.MaxValue, long.MinValue];
        float[] floats = [0, -1, 1e30f, float.NaN, float.PositiveInfinity, 1e-40f];
        switch (random.Next(9))
        {
            case 0 when node.Attribute.Count > 0:
                var attribute = node.Attribute[random.Next(node.Attribute.Count)];
                attribute.I = numbers[random.Next(numbers.Length)];
                attribute.F = floats[random.Next(floats.Length)];
                for (var i = 0; i < attribute.Ints.Count; i++)
                    attribute.Ints[i] = numbers[random.Next(numbers.Length)];
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(random.Next(node.Attribute.Count));
                break;
            case 2:
                if (weights.Dims.Count > 0)
                    weights.Dims[random.Next(weights.Dims.Count)] = numbers[random.Next(numbers.Length)];
                break;
            case 3:
                weights.DataType = random.Next(17);
                break;
            case 4:
                var bytes = weights.RawData.ToByteArray();
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = random.Next(4) == 0 ? (byte)random.Next(256) : bytes[i];
                weights.RawData = ByteString.CopyFrom(bytes);
                break;
            case 5:
                node.Input[random.Next(node.Input.Count)] = graph.Node[random.Next(graph.Node.Count)].Output[0];
                break;
            case 6:
                node.Input[random.Next(node.Input.Count)] = graph.Initializer[random.Next(graph.Initializer.Count)].Name;
                break;
            case 7:
                node.OpType = graph.Node[random.Next(graph.Node.Count)].OpType;
                break;
            default:
                weights.Dims.Add(numbers[random.Next(5)]);
                break;
        }
    }
}
