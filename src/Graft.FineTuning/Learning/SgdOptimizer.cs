using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Stochastic gradient descent with momentum, as PyTorch's <c>SGD</c> without dampening.</summary>
internal sealed class SgdOptimizer(ImmutableArray<ParameterGroup> groups, double momentum, double decay) : Optimizer(groups, "momentum")
{
    protected override void Move(Tensor weight, Tensor gradient, double rate, bool decays, Tensor[] slots)
    {
        var velocity = slots[0].mul_(momentum).add_(gradient);
        if (decays && decay > 0)
            velocity.add_(weight, alpha: decay);
        weight.add_(velocity, alpha: -rate);
    }
}
