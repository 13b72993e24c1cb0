using static TorchSharp.torch;

namespace Graft;

/// <summary>Values of all weights at one moment.</summary>
internal sealed class WeightSnapshot : IDisposable
{
    private WeightSnapshot(List<(string Name, Tensor Value)> values) => Values = values;

    /// <summary>Copies, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Values { get; }

    /// <summary>Copies the values of now.</summary>
    public static WeightSnapshot Of(IEnumerable<(string Name, Tensor Value)> state)
    {
        using var noGradients = no_grad();
        return new WeightSnapshot([.. state.Select(item => (item.Name, item.Value.detach().clone().DetachFromDisposeScope()))]);
    }

    /// <summary>Puts the values back into what they were copied from.</summary>
    public void Restore(IEnumerable<(string Name, Tensor Value)> state)
    {
        using var noGradients = no_grad();
        foreach (var (now, kept) in state.Zip(Values))
            now.Value.copy_(kept.Value);
    }

    public void Dispose()
    {
        foreach (var (_, value) in Values)
            value.Dispose();
    }
}
