namespace Graft;

/// <summary>Neighbouring photos as tensors, ready for the network.</summary>
/// <param name="First">Place of the first in the list.</param>
/// <param name="Count">How many, at least 1; less than a whole batch only at the end.</param>
/// <param name="Tensors">
/// Their tensors, one behind the other. Lent: the array is filled anew as soon as the next batch is asked for, and may be longer
/// than <paramref name="Count"/> tensors.
/// </param>
internal sealed record PhotoBatch(int First, int Count, float[] Tensors);
