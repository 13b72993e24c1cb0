namespace Graft;

/// <summary>The weights of the best epoch so far.</summary>
internal sealed class BestWeights(TunedNetwork network) : IDisposable
{
    /// <summary>The values; null where there is no epoch yet.</summary>
    public WeightSnapshot? Snapshot { get; private set; }

    /// <summary>Remembers the weights of now.</summary>
    public void Take()
    {
        Snapshot?.Dispose();
        Snapshot = WeightSnapshot.Of(network.State);
    }

    /// <summary>Puts them back into the network.</summary>
    public void Restore() => Snapshot?.Restore(network.State);

    public void Dispose() => Snapshot?.Dispose();
}
