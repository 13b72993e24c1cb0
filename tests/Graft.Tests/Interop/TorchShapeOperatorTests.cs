using Graft.Tests.Support;
using Onnx;
using static Graft.Tests.Support.TorchCase;

namespace Graft.Tests.Interop;

/// <summary>Operators that turn, cut and join, in PyTorch, in all their forms, against ONNX Runtime.</summary>
public class TorchShapeOperatorTests
{
    private static readonly long[] Map = [2, 6, 9, 7];
    private static readonly long[] Flat = [3, 8];
    private static readonly long[] Tokens = [2, 5, 4];

    [Fact]
    public void Shapes()
    {
        Torch.Require();
        foreach (var axis in new[] { 1, 2, 3, 4, -1, -2 })
            Check(Take(Map).Node("Flatten", "f", ["x"], ("axis", axis)).Shape("shape", -1, 378).Node("Reshape", "y", ["f", "shape"]), Map);
        Check(Take(Map).Node("Flatten", "y", ["x"]), Map);
        foreach (var shape in new long[][] { [0, -1], [-1, 378], [0, 0, 63], [0, 2, 3, -1], [-1, 6, 63], [0, 0, 0, 0] })
            Check(Take(Map, shape.Length == 2 ? 7 : 13).Shape("shape", shape).Node("Reshape", "y", ["x", "shape"]), Map);
        Check(Take(Map).Node("Transpose", "y", ["x"], ("perm", new long[] { 0, 2, 3, 1 })), Map);
        Check(Take(Flat).Node("Transpose", "t", ["x"]).Node("Transpose", "y", ["t"]), Flat);
        foreach (var opset in new[] { 7, 11, 13 })
        {
            Check(Axes(Take([2, 1, 3, 1], opset), opset, "Squeeze", 1), [2, 1, 3, 1]);
            Check(Axes(Take([2, 1, 3, 1], opset), opset, "Squeeze", 1, 3), [2, 1, 3, 1]);
            Check(Axes(Take(Flat, opset), opset, "Unsqueeze", 1, 3), Flat);
            Check(Axes(Take(Flat, opset), opset, "Unsqueeze", 2), Flat);
        }

        Check(Axes(Take([2, 1, 3, 1], 11), 11, "Squeeze", -1, -3), [2, 1, 3, 1]);
        Check(Axes(Take(Flat, 13), 13, "Unsqueeze", -1, 1), Flat);
        Check(Take([2, 1, 3, 1]).Node("Squeeze", "y", ["x"]), [2, 1, 3, 1]);
        Check(Take(Map).Node("Cast", "y", ["x"], ("to", 1)), Map);
    }

    /// <summary>As PyTorch exports a view: arithmetic on the shape of what goes through.</summary>
    [Fact]
    public void Shapes_that_are_computed()
    {
        Torch.Require();
        var flatten = Take(Map).Node("Shape", "s", ["x"]).Shape("first", 0).Node("Gather", "n", ["s", "first"]).Shape("rest", -1)
            .Node("Concat", "shape", ["n", "rest"], ("axis", 0)).Node("Reshape", "y", ["x", "shape"]);
        Check(flatten, Map);
        var single = new TensorProto { DataType = (int)TensorProto.Types.DataType.Int64, Int64Data = { 0 } };
        var scalar = Take(Map).Node("Shape", "s", ["x"]).Node("Constant", "zero", [], ("value", single)).Node("Gather", "batch", ["s", "zero"]).Shape("axes", 0).Node("Unsqueeze", "n", ["batch", "axes"])
            .Shape("rest", 3, -1).Node("Concat", "shape", ["n", "rest"], ("axis", 0)).Node("Reshape", "y", ["x", "shape"]);
        Check(scalar, Map);
        var divided = Take(Map).Node("Shape", "s", ["x"]).Shape("second", 1).Shape("two", 2).Shape("rest", -1).Shape("first", 0).Node("Gather", "n", ["s", "first"])
            .Node("Gather", "c", ["s", "second"]).Node("Div", "half", ["c", "two"]).Node("Mul", "whole", ["half", "two"])
            .Node("Cast", "cast", ["whole"], ("to", 7)).Node("Concat", "shape", ["n", "cast", "rest"], ("axis", 0)).Node("Reshape", "y", ["x", "shape"]);
        Check(divided, Map);
        var cut = Take(Map).Node("Shape", "s", ["x"]).Shape("zero", 0).Shape("one", 1).Node("Slice", "n", ["s", "zero", "one"]).Shape("rest", -1).Node("Concat", "shape", ["n", "rest"], ("axis", 0));
        Check(cut.Node("Reshape", "y", ["x", "shape"]), Map);
        Check(Take(Map, 15).Node("Shape", "n", ["x"], ("start", 0), ("end", -3)).Shape("rest", -1).Node("Concat", "shape", ["n", "rest"], ("axis", 0)).Node("Reshape", "y", ["x", "shape"]), Map);
    }

    [Fact]
    public void Parts()
    {
        Torch.Require();
        Check(Take(Map).Node("Relu", "r", ["x"]).Node("Concat", "y", ["x", "r", "x"], ("axis", 1)), Map);
        Check(Take(Map).Node("Concat", "y", ["x", "x"], ("axis", -1)), Map);
        Check(Take(Map).Node("Concat", "y", ["x"], ("axis", 1)), Map);
        foreach (var opset in new[] { 7, 11 })
        {
            Check(Take(Map, opset).Node("Split", "a", ["x"], ("axis", 1), ("split", new long[] { 1, 3, 2 })).And("b", "c").Node("Concat", "y", ["c", "a"], ("axis", 1)), Map);
            Check(Take(Map, opset).Node("Split", "a", ["x"], ("axis", 1)).And("b").Node("Sub", "y", ["b", "a"]), Map);
        }

        Check(Take(Map).Shape("parts", 2, 5).Node("Split", "a", ["x", "parts"], ("axis", 3)).And("y"), Map);
        Check(Take(Map, 18).Node("Split", "a", ["x"], ("axis", 2), ("num_outputs", 2)).And("y"), Map);
        Check(Take(Map, 9).Node("Slice", "y", ["x"], ("starts", new long[] { 1, -4 }), ("ends", new long[] { 4, 1000 }), ("axes", new long[] { 1, 3 })), Map);
        Check(Take(Map).Shape("starts", 1, -4).Shape("ends", 4, 1000).Shape("axes", 1, -1).Shape("steps", 2, 3).Node("Slice", "y", ["x", "starts", "ends", "axes", "steps"]), Map);
        Check(Take(Map).Shape("which", 4, -1, 0).Node("Gather", "y", ["x", "which"], ("axis", 1)), Map);
        foreach (var mode in new[] { "constant", "reflect", "edge" })
        {
            long[] pads = [0, 0, 1, 2, 0, 0, 2, 1];
            Check(Take(Map, 7).Node("Pad", "y", ["x"], ("pads", pads), ("mode", mode), ("value", 1.5f)), Map);
            Check(Take(Map).Shape("pads", pads).Number("value", -1).Node("Pad", "y", ["x", "pads", "value"], ("mode", mode)), Map);
            Check(Take(Tokens).Shape("pads", 0, 0, 2, 0, 0, 1).Node("Pad", "y", ["x", "pads"], ("mode", mode)), Tokens);
        }

        Check(Take(Map).Shape("pads", 0, 1, -1, 2, 0, 2, 2, -3).Node("Pad", "y", ["x", "pads"]), Map);
        Check(Take(Map, 18).Shape("pads", 1, 2, 3, 4).Shape("axes", -1, 1).Node("Pad", "y", ["x", "pads", "", "axes"]), Map);
        foreach (var keeps in new[] { 0, 1 })
        {
            Check(Take(Map).Node("ReduceMean", "y", ["x"], ("axes", new long[] { 2, 3 }), ("keepdims", keeps)), Map);
            Check(Take(Map, 11).Node("ReduceMean", "y", ["x"], ("axes", new long[] { -1 }), ("keepdims", keeps)), Map);
            Check(Take(Map, 18).Shape("axes", 1, 2).Node("ReduceMean", "y", ["x", "axes"], ("keepdims", keeps)), Map);
        }

        Check(Take(Map, 18).Node("ReduceMean", "y", ["x"], ("noop_with_empty_axes", 1)), Map);
    }

    private static TestNetwork Axes(TestNetwork network, int opset, string op, params long[] axes) =>
        opset < 13 ? network.Node(op, "y", ["x"], ("axes", axes)) : network.Shape("axes", axes).Node(op, "y", ["x", "axes"]);
}
