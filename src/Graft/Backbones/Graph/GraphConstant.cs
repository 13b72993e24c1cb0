using System.Runtime.InteropServices;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft;

/// <summary>A tensor of a graph whose values are known: float32, or whole numbers.</summary>
/// <param name="Sides">Its shape; empty for a single value.</param>
/// <param name="Bytes">Its values, little-endian: float32 or int64.</param>
/// <param name="IsFloat">Whether they are float32.</param>
internal sealed record GraphConstant(long[] Sides, ReadOnlyMemory<byte> Bytes, bool IsFloat)
{
    /// <summary>Its values, if it is of float32.</summary>
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Bytes.Span);

    /// <summary>Its values, if it is of whole numbers; null if not.</summary>
    public long[]? Numbers => IsFloat ? null : MemoryMarshal.Cast<byte, long>(Bytes.Span).ToArray();

    /// <summary>All values, whatever they are.</summary>
    public float[] AsFloats() => IsFloat ? Floats.ToArray() : Array.ConvertAll(Numbers!, number => (float)number);

    public static GraphConstant Of(long[] sides, float[] values) => new(sides, MemoryMarshal.AsBytes<float>(values).ToArray(), IsFloat: true);

    public static GraphConstant Of(long[] sides, long[] values) => new(sides, MemoryMarshal.AsBytes<long>(values).ToArray(), IsFloat: false);

    /// <summary>Values that a graph holds, which are not copied where they are bytes already; null when they are of another type.</summary>
    /// <exception cref="BackboneException">There are not as many as its shape says, or they are not in the graph.</exception>
    public static GraphConstant? Of(TensorProto tensor, string network)
    {
        var count = 1L;
        foreach (var side in tensor.Dims)
            count = side is >= 0 and <= int.MaxValue && count <= int.MaxValue ? count * side : throw Bad($"the shape [{string.Join(", ", tensor.Dims)}]");
        if (OnnxNodes.IsExternal(tensor))
            throw Bad("their values in another file");
        long[] sides = [.. tensor.Dims];
        var isRaw = tensor.FloatData.Count + tensor.Int64Data.Count + tensor.Int32Data.Count == 0;
        return (DataType)tensor.DataType switch
        {
            DataType.Float when isRaw => new GraphConstant(sides, Raw(sizeof(float)), IsFloat: true),
            DataType.Float => Of(sides, Counted<float>([.. tensor.FloatData])),
            DataType.Int64 when isRaw => new GraphConstant(sides, Raw(sizeof(long)), IsFloat: false),
            DataType.Int64 => Of(sides, Counted<long>([.. tensor.Int64Data])),
            DataType.Int32 when isRaw => Of(sides, Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Raw(sizeof(int)).Span).ToArray(), value => (long)value)),
            DataType.Int32 => Of(sides, Array.ConvertAll(Counted<int>([.. tensor.Int32Data]), value => (long)value)),
            _ => null,
        };

        ReadOnlyMemory<byte> Raw(int size) => tensor.RawData.Length == count * size ? tensor.RawData.Memory : throw Bad($"{tensor.RawData.Length:N0} bytes for the shape [{string.Join(", ", sides)}]");

        T[] Counted<T>(T[] values) => values.Length == count ? values : throw Bad($"{values.Length:N0} values for the shape [{string.Join(", ", sides)}]");

        BackboneException Bad(string what) => new($"The network '{network}' is damaged: the weights '{tensor.Name}' have {what}.", network);
    }
}
