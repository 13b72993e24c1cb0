using Graft.Tests.Support;
using static Graft.Tests.Support.TorchCase;

namespace Graft.Tests.Interop;

/// <summary>Operators that compute, in PyTorch, in all their forms, against ONNX Runtime.</summary>
public class TorchOperatorTests
{
    private static readonly long[] Map = [2, 6, 9, 7];
    private static readonly long[] Flat = [3, 8];
    private static readonly long[] Tokens = [2, 5, 4];

    [Fact]
    public void Convolutions()
    {
        Torch.Require();
        foreach (var (kernel, groups, attributes) in new (long[] Kernel, int Groups, (string, object)[] Attributes)[]
        {
            ([4, 6, 3, 3], 1, []),
            ([4, 6, 1, 1], 1, [("strides", new long[] { 2, 3 })]),
            ([4, 6, 3, 2], 1, [("pads", new long[] { 1, 1, 1, 1 }), ("kernel_shape", new long[] { 3, 2 })]),
            ([4, 6, 7, 7], 1, [("pads", new long[] { 3, 3, 2, 2 }), ("strides", new long[] { 2, 2 })]),
            ([4, 6, 3, 3], 1, [("pads", new long[] { 0, 0, 1, 1 }), ("strides", new long[] { 2, 2 })]),
            ([4, 6, 3, 3], 1, [("pads", new long[] { 1, 2, 0, 0 })]),
            ([6, 1, 3, 3], 6, [("pads", new long[] { 1, 1, 1, 1 })]),
            ([4, 3, 3, 3], 2, [("dilations", new long[] { 2, 3 }), ("pads", new long[] { 2, 0, 1, 4 })]),
            ([4, 6, 3, 4], 1, [("auto_pad", "SAME_UPPER")]),
            ([4, 6, 3, 4], 1, [("auto_pad", "SAME_LOWER")]),
            ([4, 6, 2, 3], 1, [("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })]),
            ([4, 6, 2, 3], 1, [("auto_pad", "SAME_LOWER"), ("strides", new long[] { 3, 2 })]),
            ([4, 6, 3, 3], 1, [("auto_pad", "VALID"), ("strides", new long[] { 2, 2 })]),
        })
        {
            foreach (var hasBias in new[] { false, true })
            {
                var network = Take(Map).Weights("w", kernel).Weights("b", kernel[0]);
                Check(network.Node("Conv", "y", hasBias ? ["x", "w", "b"] : ["x", "w"], [.. attributes, ("group", groups)]), Map);
            }
        }
    }

    [Fact]
    public void Pools()
    {
        Torch.Require();
        (string, object)[][] forms =
        [
            [],
            [("strides", new long[] { 2, 2 })],
            [("strides", new long[] { 2, 2 }), ("ceil_mode", 1)],
            [("strides", new long[] { 3, 2 }), ("pads", new long[] { 1, 1, 1, 1 })],
            [("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("ceil_mode", 1)],
            [("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 0, 0 })],
            [("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 })],
            [("strides", new long[] { 3, 3 }), ("pads", new long[] { 0, 1, 1, 0 }), ("ceil_mode", 1)],
            [("strides", new long[] { 1, 2 }), ("pads", new long[] { 2, 2, 2, 2 })],
            [("strides", new long[] { 2, 1 }), ("auto_pad", "SAME_UPPER")],
            [("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_LOWER")],
            [("strides", new long[] { 3, 3 }), ("auto_pad", "VALID")],
        ];
        foreach (var kernel in new long[][] { [3, 3], [4, 3], [3, 5] })
        {
            foreach (var form in forms)
            {
                (string, object)[] attributes = [.. form, ("kernel_shape", kernel)];
                Check(Take(Map).Node("MaxPool", "y", ["x"], attributes), Map);
                Check(Take(Map).Node("AveragePool", "y", ["x"], attributes), Map);
                Check(Take(Map).Node("AveragePool", "y", ["x"], [.. attributes, ("count_include_pad", 1)]), Map);
            }
        }

        Check(Take(Map).Node("MaxPool", "y", ["x"], ("kernel_shape", new long[] { 3, 2 }), ("dilations", new long[] { 2, 3 }), ("pads", new long[] { 1, 0, 2, 1 })), Map);
        foreach (var op in new[] { "GlobalAveragePool", "GlobalMaxPool" })
        {
            Check(Take(Map).Node(op, "y", ["x"]), Map);
            Check(Take(Tokens).Node(op, "y", ["x"]), Tokens);
        }
    }

    [Fact]
    public void Normalisations()
    {
        Torch.Require();
        foreach (var opset in new[] { 7, 9, 15 })
        {
            foreach (var shape in new[] { Map, Flat })
                Check(Statistics(Take(shape, opset), shape[1]).Node("BatchNormalization", "y", ["x", "scale", "bias", "mean", "variance"], ("epsilon", 0.01f)), shape);
        }

        Check(Statistics(Take(Map, 7), 6).Node("BatchNormalization", "y", ["x", "scale", "bias", "mean", "variance"], ("spatial", 1), ("momentum", 0.5f)), Map);
        foreach (var axis in new[] { 1, -1, 0 })
        {
            foreach (var power in new[] { 1, 2 })
                Check(Take(Map).Node("LpNormalization", "y", ["x"], ("axis", axis), ("p", power)), Map);
        }

        foreach (var size in new[] { 1, 3, 5, 9 })
            Check(Take(Map).Node("LRN", "y", ["x"], ("size", size), ("alpha", 0.5f), ("beta", 0.6f), ("bias", 2f)), Map);
        Check(Take(Map).Node("LRN", "y", ["x"], ("size", 5)), Map);
    }

    [Fact]
    public void Activations()
    {
        Torch.Require();
        foreach (var op in new[] { "Relu", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Neg", "Identity", "Softmax", "Clip", "Dropout" })
            Check(Take(Map, 14).Node(op, "y", ["x"]), Map);
        Check(Take(Map).Node("LeakyRelu", "y", ["x"], ("alpha", 0.3f)), Map);
        Check(Take(Map).Node("HardSigmoid", "y", ["x"], ("alpha", 0.4f), ("beta", 0.1f)), Map);
        foreach (var slope in new long[][] { [6, 1, 1], [1], [6, 9, 7] })
            Check(Take(Map).Weights("slope", slope).Node("PRelu", "y", ["x", "slope"]), Map);
        Check(Take(Map).Node("Relu", "r", ["x"]).Node("Sqrt", "y", ["r"]), Map);
        foreach (var opset in new[] { 7, 10 })
        {
            Check(Take(Map, opset).Node("Clip", "y", ["x"], ("min", 0f), ("max", 1.5f)), Map);
            Check(Take(Map, opset).Node("Clip", "y", ["x"], ("min", -0.5f)), Map);
            Check(Take(Map, opset).Node("Clip", "y", ["x"], ("max", 0.5f)), Map);
            Check(Take(Map, opset).Node("Dropout", "y", ["x"], ("ratio", 0.3f)).And("mask"), Map);
        }

        foreach (var opset in new[] { 11, 13 })
        {
            Check(Take(Map, opset).Number("least", 0).Number("most", 1.5f).Node("Clip", "y", ["x", "least", "most"]), Map);
            Check(Take(Map, opset).Number("most", 0.5f).Node("Clip", "y", ["x", "", "most"]), Map);
            Check(Take(Map, opset).Number("least", 0.5f).Node("Clip", "y", ["x", "least"]), Map);
        }

        Check(Take(Map, 13).Number("share", 0.5f).Node("Dropout", "y", ["x", "share"]), Map);
        foreach (var opset in new[] { 7, 11, 12, 13 })
        {
            for (var axis = opset < 11 ? 0 : -4; axis < 4; axis++)
                Check(Take(Map, opset).Node("Softmax", "y", ["x"], ("axis", axis)), Map);
            Check(Take(Map, opset).Node("Softmax", "y", ["x"]), Map);
        }
    }

    [Fact]
    public void Arithmetic()
    {
        Torch.Require();
        foreach (var op in new[] { "Add", "Sub", "Mul", "Div" })
        {
            foreach (var shape in new long[][] { [], [1], [7], [6, 1, 1], [1, 6, 9, 7], [1, 6, 1, 1], [9, 1] })
            {
                Check(Take(Map, 7).Weights("w", shape).Node(op, "y", ["x", "w"]), Map);
                Check(Take(Map).Weights("w", shape).Node("Relu", "r", ["x"]).Node("Add", "s", ["r", "r"]).Number("one", 1).Node("Add", "t", ["s", "one"]).Node(op, "y", ["w", "t"]), Map);
            }

            Check(Take(Map).Node("Sigmoid", "s", ["x"]).Node(op, "y", ["x", "s"]), Map);
        }

        Check(Take(Map).Node("Sum", "y", ["x", "x", "x"]), Map);
        Check(Take(Map).Node("Sum", "y", ["x"]), Map);
        foreach (var exponent in new[] { 2f, 3f, 1 / 3f, 0.5f, -1f })
            Check(Take(Map).Number("power", exponent).Node("Sigmoid", "s", ["x"]).Node("Pow", "y", ["s", "power"]), Map);
        Check(Take(Map).Weights("power", 6, 1, 1).Node("Sigmoid", "s", ["x"]).Node("Pow", "y", ["s", "power"]), Map);
        Check(Take(Map, 13).Shape("power", 2).Node("Pow", "y", ["x", "power"]), Map);
    }

    [Fact]
    public void Products()
    {
        Torch.Require();
        foreach (var opset in new[] { 7, 9, 13 })
        {
            Check(Take(Flat, opset).Weights("w", 8, 5).Weights("b", 5).Node("Gemm", "y", ["x", "w", "b"]), Flat);
            Check(Take(Flat, opset).Weights("w", 5, 8).Weights("b", 1, 5).Node("Gemm", "y", ["x", "w", "b"], ("transB", 1), ("alpha", 0.5f), ("beta", 2f)), Flat);
            Check(Take(Flat, opset).Weights("w", 8, 5).Weights("b", []).Node("Gemm", "y", ["x", "w", "b"], ("alpha", 3f)), Flat);
        }

        Check(Take(Flat, 11).Weights("w", 8, 5).Node("Gemm", "y", ["x", "w"], ("alpha", 0.25f)), Flat);
        Check(Take(Flat, 11).Weights("w", 8, 5).Node("Gemm", "y", ["x", "w"]), Flat);
        // What multiplies from the left, and rows that were turned before.
        Check(Take(Flat).Weights("w", 5, 8).Node("Gemm", "p", ["w", "x"], ("transB", 1)).Node("Transpose", "y", ["p"]), Flat);
        Check(Take(Flat).Weights("w", 8, 5).Node("Transpose", "t", ["x"]).Node("Gemm", "y", ["t", "w"], ("transA", 1)), Flat);
        Check(Take(Flat).Weights("w", 8, 5).Node("MatMul", "y", ["x", "w"]), Flat);
        Check(Take(Tokens).Weights("w", 4, 3).Node("MatMul", "y", ["x", "w"]), Tokens);
        Check(Take(Tokens).Weights("w", 3, 5).Node("MatMul", "y", ["w", "x"]), Tokens);
        Check(Take(Tokens).Weights("w", 1, 4, 3).Node("MatMul", "y", ["x", "w"]), Tokens);
        Check(Take(Tokens).Node("Transpose", "t", ["x"], ("perm", new long[] { 0, 2, 1 })).Node("MatMul", "y", ["x", "t"]), Tokens);
    }
}
