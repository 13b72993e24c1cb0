using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>How large the error of each layer is beside its values.</summary>
internal static class LayerErrors
{
    private const int PhotoCount = 16;

    /// <summary>Signal to noise of each layer with weights, with the errors of all that comes before it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Photos.</param>
    public static ImmutableArray<QuantizedLayer> Measure(QuantizedNetwork network, QuantizerInput input)
    {
        var variant = network.Variant;
        var layers = variant.Units.Where(unit => unit.Kind == UnitKind.Weighted).ToImmutableArray();
        string[] tensors = [.. layers.Select(layer => layer.Output)];
        var (signal, noise) = (new double[tensors.Length], new double[tensors.Length]);
        using (var quantized = new NetworkRun(network.Model(tensors), input.Preprocessing, variant.Graph.Network, input.Backbone))
        using (var plain = new NetworkRun(variant.InFloat(tensors), input.Preprocessing, variant.Graph.Network, input.Backbone))
        {
            foreach (var photo in input.Photos.Take(PhotoCount))
            {
                using var here = plain.Run(photo);
                using var there = quantized.Run(photo);
                for (var i = 0; i < tensors.Length; i++)
                    Add(here[i], there[i], ref signal[i], ref noise[i]);
            }
        }

        return [.. layers.Select((layer, i) => new QuantizedLayer(
            QuantizerVariant.Shown(layer.Output), layer.Node.OpType,
            network.Kept.Contains(layer.Output) ? BackbonePrecision.Fp32 : BackbonePrecision.Int8,
            signal[i] > 0 ? 10 * Math.Log10(signal[i] / noise[i]) : double.NaN))];
    }

    private static void Add(OrtValue here, OrtValue there, ref double signal, ref double noise)
    {
        var left = here.GetTensorDataAsSpan<float>();
        var right = there.GetTensorDataAsSpan<float>();
        for (var i = 0; i < left.Length; i++)
        {
            signal += (double)left[i] * left[i];
            noise += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
        }
    }
}
