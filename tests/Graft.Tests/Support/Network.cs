using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Support;

/// <summary>Runs networks in ONNX Runtime as they are, and looks at tensors inside them.</summary>
internal static class Network
{
    /// <summary>Makes inner tensors outputs of the file too.</summary>
    public static void Expose(string path, params string[] tensors)
    {
        // Protobuf messages that lie one behind the other are one message: so a large file need not be parsed.
        var more = new ModelProto { Graph = new GraphProto() };
        foreach (var tensor in tensors)
            more.Graph.Output.Add(new ValueInfoProto { Name = tensor, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });
        File.AppendAllBytes(path, more.ToByteArray());
    }

    /// <summary>Values of outputs of a file for one image.</summary>
    public static float[][] Run(string path, IReadOnlyList<string> outputs, float[] image, long[] shape)
    {
        using var session = new InferenceSession(path);
        return Run(session, outputs, image, shape);
    }

    /// <summary>Values of tensors of a model for one image; those that are none become outputs of it.</summary>
    public static float[][] Run(ModelProto model, IReadOnlyList<string> tensors, float[] image, long[] shape, bool optimized = true)
    {
        foreach (var tensor in tensors.Except(model.Graph.Output.Select(output => output.Name)))
            model.Graph.Output.Add(new ValueInfoProto { Name = tensor });
        using var options = new SessionOptions { GraphOptimizationLevel = optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(model.ToByteArray(), options);
        return Run(session, tensors, image, shape);
    }

    /// <summary>A file of float32.</summary>
    public static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    /// <summary>Asserts that values differ by no more than a fraction of the largest.</summary>
    public static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}");
        var largest = expected.Max(MathF.Abs);
        Assert.True(largest > 0, $"{what}: nothing but zeros is expected");
        var worst = expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second));
        // Also false for NaN.
        Assert.True(worst <= tolerance * largest, $"{what}: differs by {worst} where the largest is {largest}");
    }

    private static float[][] Run(InferenceSession session, IReadOnlyList<string> outputs, float[] image, long[] shape)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(image, shape);
        using var results = session.Run(options, [session.InputNames[0]], [input], outputs);
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }
}
