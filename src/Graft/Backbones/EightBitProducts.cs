using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft;

/// <summary>
/// Whether ONNX Runtime's products of 8-bit numbers are exact on this processor. x64 processors without VNNI add them in pairs
/// in 16 bits, where large sums are cut off; a small product of the largest numbers shows it.
/// </summary>
internal static class EightBitProducts
{
    private const int Length = 64;
    private const byte Expected = 200;

    private static readonly Lazy<bool> Exact = new(Try);

    public static bool AreExact => Exact.Value;

    private static bool Try()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(Product().ToByteArray(), options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(byte.MaxValue, Length).ToArray(), [1, Length]);
        using var outputs = session.Run(run, ["a"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<byte>() is [Expected, ..] values && !values.ContainsAnyExcept(Expected);
    }

    /// <summary>255 times 127, 64 times, in steps of which 200 are the sum.</summary>
    private static ModelProto Product()
    {
        const float Sum = (float)Length * byte.MaxValue * sbyte.MaxValue;
        var graph = new GraphProto
        {
            Name = "product",
            Input = { OnnxNodes.Tensor("a", DataType.Uint8, Length) },
            Output = { OnnxNodes.Tensor("y", DataType.Uint8, Length) },
            Initializer =
            {
                Constant("one", DataType.Float, BitConverter.GetBytes(1f)),
                Constant("step", DataType.Float, BitConverter.GetBytes(Sum / Expected)),
                Constant("zero", DataType.Uint8, [0]),
                Constant("zero_weight", DataType.Int8, [0]),
                Constant("b", DataType.Int8, MemoryMarshal.AsBytes(Enumerable.Repeat(sbyte.MaxValue, Length * Length).ToArray().AsSpan()), Length, Length),
            },
        };
        graph.Add("QLinearMatMul", ["a", "one", "zero", "b", "one", "zero_weight", "step", "zero"], "y");
        return OnnxNodes.Model(graph);
    }

    private static TensorProto Constant(string name, DataType type, ReadOnlySpan<byte> values, params long[] sides) =>
        new() { Name = name, DataType = (int)type, Dims = { sides }, RawData = ByteString.CopyFrom(values) };
}
