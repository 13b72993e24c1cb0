using System.Collections.Immutable;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Activations of some photos at the boundary between the part of a network that stays and the part that is trained.</summary>
/// <param name="Rows">Which rows of the feature file they are of.</param>
/// <param name="Values">For each tensor at the boundary <c>Rows.Length</c> rows, row-major; may be longer. Valid until the next batch is asked for.</param>
internal sealed record ActivationBatch(ReadOnlyMemory<int> Rows, float[][] Values)
{
    /// <summary>The values as tensors of PyTorch's own, of the caller's dispose scope.</summary>
    public Tensor[] ToTensors(ImmutableArray<BoundaryTensor> boundary)
    {
        var tensors = new Tensor[boundary.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = empty([Rows.Length, .. boundary[i].Shape]);
            MemoryMarshal.AsBytes(Values[i].AsSpan(0, Rows.Length * boundary[i].Length)).CopyTo(tensors[i].bytes);
        }

        return tensors;
    }
}
