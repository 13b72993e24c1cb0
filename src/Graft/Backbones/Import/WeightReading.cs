using System.Runtime.InteropServices;
using Onnx;

namespace Graft;

/// <summary>Values from a file into tensors of the graph.</summary>
internal static class WeightReading
{
    /// <exception cref="BackboneException">A value is not a finite number, or the file is damaged.</exception>
    public static TensorProto Read(WeightSlot slot, WeightFile file, string path)
    {
        var tensor = file.Find(slot.Layer, slot.Role)!;
        byte[] values;
        try
        {
            values = tensor.Read();
        }
        catch (Exception e)
        {
            throw WeightFiles.Translate(e, path);
        }

        var floats = MemoryMarshal.Cast<byte, float>(values.AsSpan());
        if (!FiniteCheck.AllFinite(floats))
            throw Bad("is NaN or infinite");
        if (slot.Role == WeightRole.Variance && floats.ContainsAnyInRange(float.MinValue, -float.Epsilon))
            throw Bad("is a negative variance");
        return OnnxNodes.Values(slot.Name, slot.Axes is null ? values : Reordered(values, slot.Axes, slot.Order), slot.Sides);

        BackboneException Bad(string what) => new(
            $"'{path}' cannot be used: a value of the tensor '{PlainText.Of(tensor.Name)}' {what}. Download the file again.", path);
    }

    /// <summary>An array of four axes with these in another order.</summary>
    private static byte[] Reordered(byte[] values, long[] axes, int[] order)
    {
        var result = GC.AllocateUninitializedArray<byte>(values.Length);
        long[] strides = [axes[1] * axes[2] * axes[3], axes[2] * axes[3], axes[3], 1];
        var (sides, steps) = (Array.ConvertAll(order, axis => (int)axes[axis]), Array.ConvertAll(order, axis => (int)strides[axis]));
        var source = MemoryMarshal.Cast<byte, float>(values.AsSpan());
        var target = MemoryMarshal.Cast<byte, float>(result.AsSpan());
        for (var a = 0; a < sides[0]; a++)
        {
            for (var b = 0; b < sides[1]; b++)
            {
                for (var c = 0; c < sides[2]; c++)
                {
                    var from = source[((a * steps[0]) + (b * steps[1]) + (c * steps[2]))..];
                    var to = target[..sides[3]];
                    target = target[sides[3]..];
                    if (steps[3] == 1)
                    {
                        from[..sides[3]].CopyTo(to);
                        continue;
                    }

                    for (var d = 0; d < to.Length; d++)
                        to[d] = from[d * steps[3]];
                }
            }
        }

        return result;
    }
}
