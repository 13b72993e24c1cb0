namespace Graft;

/// <summary>From 8-bit RGB to the values, channel order and layout of the tensor.</summary>
internal sealed class PixelScaling
{
    private const int Channels = 3;
    private const int Levels = 256;

    private readonly TensorLayout _layout;

    // In the order of the tensor's channels: which byte of the pixel, and what each of its values becomes.
    private readonly int[] _bytes;
    private readonly float[][] _values;

    /// <summary>Tabulates the three channels.</summary>
    public PixelScaling(Preprocessing preprocessing)
    {
        var (mean, std) = (preprocessing.Mean, preprocessing.Std);
        float[][] values =
        [
            Tabulate(preprocessing.Divisor, mean.Red, std.Red),
            Tabulate(preprocessing.Divisor, mean.Green, std.Green),
            Tabulate(preprocessing.Divisor, mean.Blue, std.Blue),
        ];
        _layout = preprocessing.Layout;
        _bytes = preprocessing.ChannelOrder == ChannelOrder.Rgb ? [0, 1, 2] : [2, 1, 0];
        _values = [.. _bytes.Select(index => values[index])];
    }

    /// <summary>Fills the tensor from as many pixels as it has.</summary>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> tensor)
    {
        var pixelCount = pixels.Length / Channels;
        for (var channel = 0; channel < Channels; channel++)
        {
            if (_layout == TensorLayout.Chw)
                Plane(pixels[_bytes[channel]..], _values[channel], tensor.Slice(channel * pixelCount, pixelCount), 1);
            else
                Plane(pixels[_bytes[channel]..], _values[channel], tensor[channel..], Channels);
        }
    }

    private static void Plane(ReadOnlySpan<byte> pixels, float[] values, Span<float> plane, int step)
    {
        // One table with all 256 entries, so that a byte needs no bounds check.
        ReadOnlySpan<float> table = values.AsSpan(0, Levels);
        var to = 0;
        for (var from = 0; from < pixels.Length; from += Channels)
        {
            plane[to] = table[pixels[from]];
            to += step;
        }
    }

    private static float[] Tabulate(float divisor, float mean, float std)
    {
        var values = new float[Levels];
        for (var level = 0; level < Levels; level++)
            values[level] = (level / divisor - mean) / std;
        return values;
    }
}
