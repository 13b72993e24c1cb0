using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace Graft.Tests.Support;

/// <summary>Runs an ONNX file in ONNX Runtime, and looks at tensors inside it.</summary>
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

    /// <summary>Values of tensors for one image.</summary>
    public static Dictionary<string, float[]> Run(string path, float[] image, long side, params string[] tensors)
    {
        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(image, [1, 3, side, side]);
        using var results = session.Run(options, ["input"], [input], tensors);
        return tensors.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
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
}
