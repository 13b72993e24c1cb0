using System.Collections.Concurrent;

namespace Graft;

/// <summary>Image tensors for reuse; as many as are in flight at once are ever made.</summary>
internal sealed class TensorPool(int length)
{
    private readonly ConcurrentBag<float[]> _free = [];

    public float[] Rent() => _free.TryTake(out var tensor) ? tensor : GC.AllocateUninitializedArray<float>(length);

    public void Return(float[] tensor) => _free.Add(tensor);
}
