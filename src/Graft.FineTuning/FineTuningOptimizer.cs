namespace Graft;

/// <summary>How weights follow their gradients.</summary>
public enum FineTuningOptimizer
{
    /// <summary>Stochastic gradient descent with momentum; weight decay is part of the gradient.</summary>
    Sgd,

    /// <summary>Adam with weight decay of its own (Loshchilov and Hutter, 2019), beta 0.9 and 0.999.</summary>
    AdamW,
}
