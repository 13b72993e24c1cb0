using TorchSharp;

namespace Graft;

/// <summary>From the tensors that a node takes to a new one, which is never one of them.</summary>
internal delegate torch.Tensor Operation(torch.Tensor[] inputs, ForwardMode mode);

/// <summary>What a node does, its attributes being resolved.</summary>
/// <param name="TensorCount">How many of the node's inputs, from the first on, are tensors for <paramref name="Run"/>; what follows was read when it was made.</param>
/// <param name="Run">Does it.</param>
/// <param name="Blank">Does it with shapes alone, that is, on PyTorch's device 'meta', where PyTorch itself cannot; null where it can.</param>
internal sealed record Operator(int TensorCount, Operation Run, Operation? Blank = null)
{
    /// <summary>The output is fresh memory that nobody needs again to compute gradients, so that a rectifier behind it may write over it.</summary>
    public bool IsOverwritable { get; init; }

    /// <summary>The same, writing over its input; null where that is not possible.</summary>
    public Operation? InPlace { get; init; }

    /// <summary>From one tensor to one, whatever the mode.</summary>
    public static Operator Of(Func<torch.Tensor, torch.Tensor> run) => new(1, (inputs, _) => run(inputs[0]));

    /// <summary>From two tensors to one, whatever the mode.</summary>
    public static Operator Of(Func<torch.Tensor, torch.Tensor, torch.Tensor> run) => new(2, (inputs, _) => run(inputs[0], inputs[1]));

    /// <summary>An operation on one tensor that keeps its shape.</summary>
    public static Operator OfSameShape(Func<torch.Tensor, torch.Tensor> run) => Of(run) with { Blank = SameShape };

    /// <summary>What an operation does to shapes that keeps that of its first input.</summary>
    public static torch.Tensor SameShape(torch.Tensor[] inputs, ForwardMode mode) => inputs[0].alias();
}
