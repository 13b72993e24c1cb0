using TorchSharp;

namespace Graft;

/// <summary>One node of a network, ready to run: tensors are known by the number of their place.</summary>
/// <param name="Node">The node, for messages.</param>
/// <param name="Operator">What it does.</param>
/// <param name="Inputs">Places of what it takes.</param>
/// <param name="Output">Place of what it gives.</param>
internal sealed record TorchStep(OperatorNode Node, Operator Operator, int[] Inputs, int Output)
{
    /// <summary>Places that nothing behind this step reads.</summary>
    public int[] Released { get; set; } = [];

    /// <summary>Runs it on what is in the places.</summary>
    public void Run(torch.Tensor?[] places, ForwardMode mode) => places[Output] = Operator.Run(Gather(places), mode);

    /// <summary>Does the same with shapes alone.</summary>
    public void RunBlank(torch.Tensor?[] places) => places[Output] = (Operator.Blank ?? Operator.Run)(Gather(places), default);

    /// <summary>What to say where PyTorch refuses to run it.</summary>
    public BackboneException Failed(Exception e) => new($"The node {Node.Label} of the network '{Node.Graph.Network}' fails: {TorchErrors.FirstLine(e)}.", Node.Graph.Network, e);

    private torch.Tensor[] Gather(torch.Tensor?[] places)
    {
        var inputs = new torch.Tensor[Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = places[Inputs[i]]!;
        return inputs;
    }
}
