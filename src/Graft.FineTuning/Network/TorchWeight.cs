using TorchSharp;
using TorchSharp.Modules;

namespace Graft;

/// <summary>Trainable weights of a network.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Value">Their values, which keep their gradient.</param>
/// <param name="Role">What they are for.</param>
internal sealed record TorchWeight(string Name, Parameter Value, TorchWeightRole Role);

/// <summary>Running mean or variance of a batch normalisation, without gradient.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Value">One value for each channel.</param>
internal sealed record TorchStatistic(string Name, torch.Tensor Value);

/// <summary>What weights are for, which decides whether an optimiser makes them decay.</summary>
internal enum TorchWeightRole
{
    /// <summary>Filters and matrices: the only ones that decay.</summary>
    Matrix,

    /// <summary>What is added to each channel, or what each channel is multiplied by.</summary>
    Bias,

    /// <summary>Scale and shift of a batch normalisation.</summary>
    Norm,
}
