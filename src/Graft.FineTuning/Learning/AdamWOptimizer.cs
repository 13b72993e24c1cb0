using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Adam with decoupled weight decay, as PyTorch's <c>AdamW</c>.</summary>
internal sealed class AdamWOptimizer(ImmutableArray<ParameterGroup> groups, double decay) : Optimizer(groups, "mean", "square")
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    protected override void Move(Tensor weight, Tensor gradient, double rate, bool decays, Tensor[] slots)
    {
        if (decays && decay > 0)
            weight.mul_(1 - (rate * decay));
        var mean = slots[0].lerp_(gradient, 1 - Beta1);
        var square = slots[1].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        // Numerator and denominator are multiplied by the root of the square's correction, which saves a pass over the weights.
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        weight.addcdiv_(mean, square.sqrt().add_(Epsilon * correction), -rate * correction / (1 - Math.Pow(Beta1, Steps)));
    }
}
