using Onnx;
using static TorchSharp.torch;

namespace Graft;

/// <summary>A node of a graph as an operator is made from it: attributes, and inputs whose values are known.</summary>
/// <param name="Node">The node.</param>
/// <param name="Output">Which of its outputs is meant.</param>
/// <param name="Graph">The graph.</param>
internal sealed record OperatorNode(NodeProto Node, int Output, TrainableGraph Graph)
{
    /// <summary>Larger numbers are in no network; sums and products of smaller ones overflow nowhere.</summary>
    private const long Largest = 65_536;

    private const double LargestGrowth = 64;
    private const double LargestSmallTensor = 1 << 20;

    /// <summary>How messages name it.</summary>
    public string Label => $"'{(Node.Name.Length > 0 ? Node.Name : Node.Output.FirstOrDefault(""))}' ({Node.OpType})";

    public bool Has(int input) => input < Node.Input.Count && Node.Input[input].Length > 0;

    public long Int(string attribute, long missing) => OnnxNodes.Find(Node, attribute)?.I ?? missing;

    public float Float(string attribute, float missing) => Finite(OnnxNodes.Find(Node, attribute)?.F ?? missing, attribute);

    public string Text(string attribute, string missing) => OnnxNodes.Find(Node, attribute)?.S.ToStringUtf8() ?? missing;

    public long[]? Ints(string attribute) => OnnxNodes.Find(Node, attribute) is { } found ? [.. found.Ints] : null;

    /// <summary>Whole numbers that were an attribute in older operator sets and are an input in newer ones; null where there is neither.</summary>
    public long[]? Ints(string attribute, int input) => Ints(attribute) ?? Constant(input)?.Numbers;

    /// <summary>A number that was an attribute in older operator sets and is an input in newer ones; null where there is neither.</summary>
    public float? Number(string attribute, int input)
    {
        if (OnnxNodes.Find(Node, attribute) is { } found)
            return found.F;
        return Constant(input)?.AsFloats() is { } values ? values is [var value] ? value : throw Bad($"has {values.Length} values of '{attribute}'; expected one") : null;
    }

    /// <summary>The values of an input; null where there is none.</summary>
    /// <exception cref="BackboneException">They depend on the pictures.</exception>
    public GraphConstant? Constant(int input) =>
        Has(input) ? Graph.FindConstant(Node.Input[input]) ?? throw Bad($"takes '{Node.Input[input]}', which must be constant here") : null;

    /// <summary>Whether the values of an input are known.</summary>
    public bool IsConstant(int input) => Has(input) && Graph.FindConstant(Node.Input[input]) is not null;

    /// <summary>How many inputs are tensors, of at most so many.</summary>
    public int CountTensors(int least, int most)
    {
        for (var input = 0; input < least; input++)
        {
            if (!Has(input))
                throw Bad($"lacks input {input + 1} of {least}");
        }

        var count = least;
        while (count < most && Has(count))
            count++;
        return count;
    }

    /// <summary>A value for each side of a map.</summary>
    public long[] Sides(string attribute, long missing, long least, int count = 2)
    {
        var values = Ints(attribute) ?? [.. Enumerable.Repeat(missing, count)];
        return values.Length == count && values.All(value => value >= least && value <= Largest)
            ? values
            : throw Bad($"has {attribute} [{string.Join(", ", values)}]; expected {count} values of {least} to {Largest:N0}");
    }

    /// <summary>Padding makes a tensor no more than so many times as large, and so many values larger; a damaged file would take all memory.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="pads">Before and behind, the last axis first.</param>
    public void CheckGrowth(Tensor tensor, ReadOnlySpan<long> pads)
    {
        var (before, after) = ((double)tensor.numel(), (double)tensor.numel());
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var side = tensor.size((int)tensor.ndim - 1 - i);
            after = after / Math.Max(1, side) * (side + pads[2 * i] + pads[(2 * i) + 1]);
        }

        if (after > (LargestGrowth * before) + LargestSmallTensor)
            throw Bad("pads its tensors to many times their size; the file is damaged");
    }

    /// <summary>An axis of a tensor; those counted from the end are below 0.</summary>
    public static long Axis(long axis, long rank) => axis < 0 ? axis + rank : axis;

    public BackboneException Bad(string what) => new($"The node {Label} of the network '{Graph.Network}' {what}.", Graph.Network);

    private float Finite(float value, string attribute) => float.IsFinite(value) ? value : throw Bad($"has {attribute} {value}");
}
