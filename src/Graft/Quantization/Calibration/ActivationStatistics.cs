using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>What is learnt of the tensors of a network by running photos through it.</summary>
internal sealed class ActivationStatistics
{
    private readonly Dictionary<string, ActivationHistogram> _histograms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelStatistics> _channels = new(StringComparer.Ordinal);

    /// <summary>The values of a tensor.</summary>
    public ActivationHistogram Histogram(string tensor) => _histograms[tensor];

    /// <summary>The same by channels.</summary>
    public ChannelStatistics Channels(string tensor) => _channels[tensor];

    /// <summary>Adds a picture as the network is given it.</summary>
    public void Add(string name, float[] picture, Preprocessing preprocessing)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(picture, [1, .. preprocessing.TensorSides]);
        Add([name], [value]);
    }

    /// <summary>Adds the values of some photos.</summary>
    /// <param name="names">Tensors.</param>
    /// <param name="values">Their values.</param>
    /// <returns>The first tensor with a value that is no number; null when there is none.</returns>
    public string? Add(IReadOnlyList<string> names, IReadOnlyList<OrtValue> values)
    {
        foreach (var name in names)
        {
            _histograms.TryAdd(name, new ActivationHistogram());
            _channels.TryAdd(name, new ChannelStatistics());
        }

        var isFinite = new bool[names.Count];
        Parallel.For(0, names.Count, i =>
        {
            var numbers = values[i].GetTensorDataAsSpan<float>();
            isFinite[i] = _histograms[names[i]].Add(numbers);
            if (isFinite[i])
                _channels[names[i]].Add(numbers, values[i].GetTensorTypeAndShape().Shape);
        });
        return Array.IndexOf(isFinite, false) is >= 0 and var bad ? names[bad] : null;
    }
}

/// <summary>Mean and largest magnitude of each channel of a tensor.</summary>
internal sealed class ChannelStatistics
{
    private double[] _sums = [];
    private float[] _largest = [];
    private long _count;

    public double[] Means => Array.ConvertAll(_sums, sum => sum / Math.Max(1, _count));

    public float[] Largest => _largest;

    /// <param name="values">Of some photos.</param>
    /// <param name="shape">The channels are its second side, or its last where there are three: those of tokens. With fewer sides there is but one.</param>
    public void Add(ReadOnlySpan<float> values, long[] shape)
    {
        var channels = (int)(shape.Length switch { 0 or 1 => 1, 3 => shape[2], _ => shape[1] });
        var inner = shape.Length switch { 0 or 1 => values.Length, 3 => 1, _ => (int)shape.Skip(2).Aggregate(1L, (product, side) => product * side) };
        if (_sums.Length == 0)
            (_sums, _largest) = (new double[channels], new float[channels]);
        var channel = 0;
        for (var i = 0; i < values.Length; i += inner)
        {
            var (sum, largest) = (0f, _largest[channel]);
            foreach (var value in values.Slice(i, inner))
            {
                sum += value;
                largest = Math.Max(largest, Math.Abs(value));
            }

            (_sums[channel], _largest[channel]) = (_sums[channel] + sum, largest);
            channel = (channel + 1) % channels;
        }

        _count += values.Length / channels;
    }
}
