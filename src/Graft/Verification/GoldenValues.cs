using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>The arithmetic of golden.json: how values are packed, and which of a large tensor are kept.</summary>
internal static class GoldenValues
{
    /// <summary>Of a larger tensor, so many values are kept, evenly spaced.</summary>
    private const int SampleCount = 512;

    public static byte[] Bytes(string packed)
    {
        using var values = new MemoryStream();
        using (var inflating = new ZLibStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress))
            inflating.CopyTo(values);
        return values.ToArray();
    }

    public static float[] Singles(string packed) => MemoryMarshal.Cast<byte, float>(Bytes(packed)).ToArray();

    /// <summary>The values of a tensor that are kept.</summary>
    public static float[] Sample(ReadOnlySpan<float> tensor)
    {
        var sample = new float[Math.Min(SampleCount, tensor.Length)];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = tensor[(int)((long)i * tensor.Length / sample.Length)];
        return sample;
    }

    /// <summary>A sample, and what every value has a part in: the mean of the absolute values, and the largest.</summary>
    public static float[] LayerValues(ReadOnlySpan<float> tensor)
    {
        var sum = 0.0;
        foreach (var value in tensor)
            sum += Math.Abs(value);
        return [.. Sample(tensor), (float)(sum / tensor.Length), Math.Abs(TensorPrimitives.MaxMagnitude(tensor))];
    }
}
