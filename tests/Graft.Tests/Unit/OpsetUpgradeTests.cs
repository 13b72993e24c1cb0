using Google.Protobuf;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Unit;

/// <summary>Operators of old sets before and after, in ONNX Runtime: not a bit may differ.</summary>
public sealed class OpsetUpgradeTests : IDisposable
{
    private static readonly long[] Flat = [3, 8];
    private static readonly long[] Map = [2, 4, 3, 5];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_form_gives_the_same_bits_and_passes_ONNXs_own_checker()
    {
        var number = 0;
        foreach (var network in Forms())
        {
            var old = network.Model.Clone();
            var input = network.Model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(side => side.DimValue).ToArray();
            var (expected, shape) = Run(old, input);

            OpsetUpgrade.Apply(network.Model, "net");

            Assert.Equal(OpsetUpgrade.Target, OnnxNodes.OpsetOf(network.Model));
            var (actual, newShape) = Run(network.Model, input);
            Assert.Equal(shape, newShape);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{old.Graph.Node[0]} of set {OnnxNodes.OpsetOf(old)} differs");
            // The checker wants to be told of what kind outputs are.
            network.Model.Graph.Output.Clear();
            network.Output("y", shape).Save(_folder[$"{number++}.onnx"]);
        }

        Assert.True(number > 60);
        var (checkedCount, problems) = Checked();
        Assert.Equal((number, ""), (checkedCount, problems));
    }

    [Theory]
    [InlineData("Upsample", 9, "Upsample of set 9")]
    [InlineData("Hardmax", 11, "Hardmax of set 11")]
    [InlineData("TopK", 10, "TopK of set 10")]
    public void What_is_not_known_is_refused_by_name(string op, int opset, string named)
    {
        var network = new TestNetwork(Map, opset).Node(op, "y", ["x"]).Output("y");

        AssertRefused(network, opset, named);
    }

    [Fact]
    public void Forms_that_mean_something_else_are_refused_by_name()
    {
        AssertRefused(Normalized(7, ("spatial", 0)), 7, "BatchNormalization with 'spatial' 0");
        AssertRefused(new TestNetwork(Map, 7).Node("Dropout", "d", ["x"]).And("mask").Node("Add", "y", ["d", "mask"]).Output("y"), 7, "Dropout of set 7");
        var resize = new TestNetwork(Map, 11).Weights("sizes", 4).Node("Resize", "y", ["x", "", "sizes"], ("coordinate_transformation_mode", "tf_half_pixel_for_nn"));
        AssertRefused(resize.Output("y"), 11, "Resize of set 11");
    }

    [Fact]
    public void Nodes_of_the_network_itself_stay_as_they_are_and_newer_sets_are_left_alone()
    {
        var network = new TestNetwork(Map, 11).Node("Softmax", "y", ["x"], ("axis", 1)).Output("y");
        var node = network.Model.Graph.Node[0];
        var before = node.Clone();
        var newer = new TestNetwork(Map, 15).Node("Softmax", "y", ["x"], ("axis", 1)).Output("y").Model;
        var asItWas = newer.Clone();

        OpsetUpgrade.Apply(network.Model, "net");
        OpsetUpgrade.Apply(newer, "net");

        Assert.Equal(before, node);
        Assert.Equal(3, network.Model.Graph.Node.Count(item => item.OpType is "Flatten" or "Softmax" or "Reshape"));
        Assert.Equal(asItWas, newer);
    }

    private static void AssertRefused(TestNetwork network, int opset, string named)
    {
        var error = Assert.Throws<BackboneException>(() => OpsetUpgrade.Apply(network.Model, "net"));
        Assert.StartsWith($"The network 'net' is of ONNX operator set {opset}, and its operator {named} cannot be brought to set 13", error.Message);
    }

    /// <summary>Each from <c>x</c> to <c>y</c>.</summary>
    private static IEnumerable<TestNetwork> Forms()
    {
        foreach (var op in new[] { "Softmax", "LogSoftmax" })
        {
            foreach (var opset in new[] { 7, 11, 12 })
            {
                yield return new TestNetwork(Flat, opset).Node(op, "y", ["x"]);
                for (var axis = opset < 11 ? 0 : -4; axis < 4; axis++)
                {
                    yield return new TestNetwork(Map, opset).Node(op, "y", ["x"], ("axis", axis));
                    if (axis is >= -2 and < 2 && (axis >= 0 || opset >= 11))
                        yield return new TestNetwork(Flat, opset).Node(op, "y", ["x"], ("axis", axis));
                }
            }
        }

        foreach (var opset in new[] { 7, 10 })
        {
            yield return new TestNetwork(Map, opset).Node("Clip", "y", ["x"], ("min", -0.5f), ("max", 0.75f));
            yield return new TestNetwork(Map, opset).Node("Clip", "y", ["x"], ("min", 0f));
            yield return new TestNetwork(Map, opset).Node("Clip", "y", ["x"], ("max", 0.25f));
            yield return new TestNetwork(Map, opset).Node("Clip", "y", ["x"]);
            long[] pads = [0, 0, 1, 2, 0, 0, 2, 1];
            yield return new TestNetwork(Map, opset).Node("Pad", "y", ["x"], ("pads", pads));
            yield return new TestNetwork(Map, opset).Node("Pad", "y", ["x"], ("pads", pads), ("value", 1.5f), ("mode", "constant"));
            yield return new TestNetwork(Map, opset).Node("Pad", "y", ["x"], ("pads", pads), ("mode", "reflect"));
            yield return new TestNetwork(Map, opset).Node("Pad", "y", ["x"], ("pads", pads), ("mode", "edge"));
            yield return new TestNetwork(Map, opset).Node("Dropout", "y", ["x"], ("ratio", 0.5f));
            yield return new TestNetwork(Map, opset).Node("Dropout", "y", ["x"]).And("mask");
        }

        yield return Normalized(7, ("spatial", 1));
        yield return Normalized(7);
        yield return Normalized(9);
        foreach (var opset in new[] { 11, 12 })
        {
            yield return new TestNetwork(Map, opset).Weights("lower", []).Node("Clip", "y", ["x", "lower"]);
            yield return new TestNetwork(Map, opset).Shape("pads", 0, 0, 1, 0, 0, 0, 0, 1).Node("Pad", "y", ["x", "pads"]);
            yield return new TestNetwork(Map, opset).Node("Dropout", "y", ["x"]);
        }

        foreach (var opset in new[] { 7, 9, 10, 11, 12 })
        {
            yield return new TestNetwork([2, 1, 3, 1], opset).Node("Squeeze", "y", ["x"], ("axes", new long[] { 1 }));
            yield return new TestNetwork([2, 1, 3, 1], opset).Node("Squeeze", "y", ["x"]);
            yield return new TestNetwork(Flat, opset).Node("Unsqueeze", "y", ["x"], ("axes", new long[] { 0, 3 }));
            yield return new TestNetwork(Map, opset).Node("ReduceSum", "y", ["x"], ("axes", new long[] { 2, 3 }), ("keepdims", 0));
            yield return new TestNetwork(Map, opset).Node("ReduceSum", "y", ["x"]);
            yield return new TestNetwork(Map, opset).Node("ReduceMean", "y", ["x"], ("axes", new long[] { 2, 3 }));
            yield return new TestNetwork(Map, opset).Node("Split", "a", ["x"], ("axis", 1), ("split", new long[] { 1, 3 })).And("y");
            yield return new TestNetwork(Map, opset).Node("Split", "a", ["x"], ("axis", 1)).And("y");
            yield return opset < 10
                ? new TestNetwork(Map, opset).Node("Slice", "y", ["x"], ("starts", new long[] { 1, -4 }), ("ends", new long[] { 4, 1000 }), ("axes", new long[] { 1, 3 }))
                : new TestNetwork(Map, opset).Shape("starts", 1, -4).Shape("ends", 4, 1000).Shape("axes", 1, 3).Node("Slice", "y", ["x", "starts", "ends", "axes"]);
            if (opset < 10)
                yield return new TestNetwork(Map, opset).Node("Slice", "y", ["x"], ("starts", new long[] { 0, 1 }), ("ends", new long[] { 1, 3 }));
        }
    }

    private static TestNetwork Normalized(int opset, params (string Name, object Value)[] attributes)
    {
        var network = new TestNetwork(Map, opset).Weights("scale", 4).Weights("bias", 4).Weights("mean", 4);
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "variance", DataType = 1, Dims = { 4 }, FloatData = { 1, 0.5f, 2, 3 } });
        return network.Node("BatchNormalization", "y", ["x", "scale", "bias", "mean", "variance"], attributes);
    }

    private static (float[] Values, long[] Shape) Run(ModelProto model, long[] shape)
    {
        var random = new Random(3);
        var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        // Few enough digits for sums to be exact in whatever order they are taken.
        for (var i = 0; i < values.Length; i++)
            values[i] = random.Next(-128, 129) / 64f;
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        // Optimised, the runtime would write some old forms anew itself.
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var results = session.Run(run, ["x"], [input], ["y"]);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[0].GetTensorTypeAndShape().Shape);
    }

    private (int Count, string Problems) Checked()
    {
        var answer = Oracle.Python("onnx", """
            import glob, json, sys
            import onnx
            problems, paths = [], glob.glob(sys.argv[1] + "/*.onnx")
            for path in paths:
                try:
                    onnx.checker.check_model(onnx.load(path), full_check=True)
                except Exception as e:
                    problems.append(f"{path}: {e}")
            print(json.dumps({"count": len(paths), "problems": "\n".join(problems)}))
            """, _folder.Path);
        return (answer.GetProperty("count").GetInt32(), answer.GetProperty("problems").GetString()!);
    }
}
