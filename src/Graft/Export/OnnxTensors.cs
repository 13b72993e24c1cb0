using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>Tensors in and out of a classifier's graph.</summary>
internal static class OnnxTensors
{
    /// <param name="name">Its name.</param>
    /// <param name="values">Not copied, so not to be changed.</param>
    /// <param name="sides">Its shape.</param>
    public static TensorProto Of(string name, ReadOnlyMemory<float> values, params long[] sides) =>
        OnnxNodes.Values(name, new FloatBytes(MemoryMarshal.AsMemory(values)).Memory, sides);

    /// <summary>Float64.</summary>
    public static TensorProto Of(string name, double[] values, params long[] sides) => new()
    {
        Name = name,
        DataType = (int)DataType.Double,
        Dims = { sides },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<double>(values)),
    };

    /// <exception cref="FormatException">There is no such tensor, or it is of another type.</exception>
    public static float[] Floats(GraphProto graph, string name) =>
        MemoryMarshal.Cast<byte, float>(Find(graph, name, DataType.Float, sizeof(float), "float32").RawData.Span).ToArray();

    /// <exception cref="FormatException">There is no such tensor, or it is of another type.</exception>
    public static double[] Doubles(GraphProto graph, string name) =>
        MemoryMarshal.Cast<byte, double>(Find(graph, name, DataType.Double, sizeof(double), "float64").RawData.Span).ToArray();

    /// <exception cref="FormatException">There is no such tensor, or it is of another type.</exception>
    public static long[] Integers(GraphProto graph, string name) =>
        MemoryMarshal.Cast<byte, long>(Find(graph, name, DataType.Int64, sizeof(long), "int64").RawData.Span).ToArray();

    /// <summary>A float32 matrix with at least one row and column, as it lies in the file.</summary>
    /// <exception cref="FormatException">There is no such tensor, or it is of another type or shape.</exception>
    public static ReadOnlySpan<float> Matrix(GraphProto graph, string name, out int rows, out int columns)
    {
        var tensor = Find(graph, name, DataType.Float, sizeof(float), "float32");
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        if (tensor.Dims is not [>= 1 and <= int.MaxValue, >= 1 and <= int.MaxValue] || tensor.Dims[0] * tensor.Dims[1] != values.Length)
            throw new FormatException($"its tensor '{name}' has {values.Length:N0} values for shape ({string.Join(", ", tensor.Dims)})");
        (rows, columns) = ((int)tensor.Dims[0], (int)tensor.Dims[1]);
        return values;
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public static bool Has(GraphProto graph, string name) => graph.Initializer.Any(tensor => tensor.Name == name);

    private static TensorProto Find(GraphProto graph, string name, DataType type, int size, string typeName)
    {
        var tensor = graph.Initializer.FirstOrDefault(tensor => tensor.Name == name) ?? throw new FormatException($"it has no tensor '{name}'");
        if (tensor.DataType != (int)type || tensor.RawData.Length % size != 0)
            throw new FormatException($"its tensor '{name}' is not {typeName}");
        return tensor;
    }
}
