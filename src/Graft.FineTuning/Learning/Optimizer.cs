using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Moves weights against their gradients. Its state is open, so that a checkpoint can keep it.</summary>
internal abstract class Optimizer : IDisposable
{
    private readonly ImmutableArray<ParameterGroup> _groups;
    private readonly List<(string Name, Tensor Value)> _state = [];

    /// <param name="groups">Weights with a learning rate of their own for each group.</param>
    /// <param name="slots">Names of the values that are kept for each weight, of its shape, 0 at first.</param>
    protected Optimizer(ImmutableArray<ParameterGroup> groups, params string[] slots)
    {
        _groups = groups;
        foreach (var weight in groups.SelectMany(group => group.Weights))
            _state.AddRange(slots.Select(slot => ($"{weight.Name}.{slot}", zeros_like(weight.Value))));
        SlotCount = slots.Length;
    }

    /// <summary>Steps that were made.</summary>
    public long Steps { get; set; }

    /// <summary>What it remembers, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State => _state;

    private int SlotCount { get; }

    /// <summary>Makes the optimiser that the options name.</summary>
    public static Optimizer Of(ImmutableArray<ParameterGroup> groups, FineTuningOptions options) => options.Optimizer == FineTuningOptimizer.Sgd
        ? new SgdOptimizer(groups, options.Momentum, options.Rates.Decay)
        : new AdamWOptimizer(groups, options.Rates.Decay);

    /// <summary>Makes a step.</summary>
    /// <param name="factor">What the learning rates are multiplied by.</param>
    public void Step(double factor)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Steps++;
        var first = 0;
        foreach (var group in _groups)
        {
            foreach (var weight in group.Weights)
            {
                if (weight.Value.grad is { } gradient)
                    Move(weight.Value, gradient, group.LearningRate * factor, weight.Role == TorchWeightRole.Matrix, [.. _state.Skip(first).Take(SlotCount).Select(slot => slot.Value)]);
                first += SlotCount;
            }
        }
    }

    /// <summary>Forgets the gradients; the next are then taken as they come, and not added to zeros.</summary>
    public void Clear()
    {
        foreach (var weight in _groups.SelectMany(group => group.Weights))
            weight.Value.grad = null;
    }

    public void Dispose()
    {
        foreach (var (_, value) in _state)
            value.Dispose();
    }

    /// <param name="weight">Changed.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decays">Whether it is subject to weight decay.</param>
    /// <param name="slots">What is remembered of it.</param>
    protected abstract void Move(Tensor weight, Tensor gradient, double rate, bool decays, Tensor[] slots);
}

/// <summary>Weights that share a learning rate.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="LearningRate">The highest that they get.</param>
internal sealed record ParameterGroup(ImmutableArray<TorchWeight> Weights, double LearningRate);
