using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Operators that take tensors apart, join them, put something around them, or take means of parts.</summary>
internal static class PartOperators
{
    /// <summary>Beyond it no array holds a picture.</summary>
    private const long LargestPad = 16_384;

    private const int MostIndices = 65_536;

    public static Operator Concat(OperatorNode node)
    {
        var axis = node.Int("axis", 1);
        return new Operator(node.CountTensors(1, int.MaxValue), (inputs, _) => cat(inputs, axis));
    }

    /// <summary>One part; each output has an operator of its own.</summary>
    public static Operator Split(OperatorNode node)
    {
        var axis = node.Int("axis", 0);
        var number = node.Output;
        if (node.Ints("split", 1) is { } lengths)
        {
            if (number >= lengths.Length || lengths.Any(length => length < 0))
                throw node.Bad($"has {node.Node.Output.Count} outputs and parts of [{string.Join(", ", lengths)}]");
            var start = lengths[..number].Sum();
            return Operator.Of(x => x.narrow(axis, start, lengths[number]));
        }

        var count = node.Node.Output.Count;
        return Operator.Of(x =>
        {
            var side = x.size((int)OperatorNode.Axis(axis, x.ndim));
            var length = (side + count - 1) / count;
            return x.narrow(axis, number * length, Math.Min(length, side - (number * length)));
        });
    }

    public static Operator Slice(OperatorNode node)
    {
        var (starts, ends) = (node.Ints("starts", 1), node.Ints("ends", 2));
        if (starts is null || ends is null)
            throw node.Bad("has no starts or no ends");
        var axes = node.Ints("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = node.Ints("steps", 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (starts.Length != ends.Length || starts.Length != axes.Length || starts.Length != steps.Length || starts.Length == 0)
            throw node.Bad($"has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps");
        if (steps.Any(step => step < 1))
            throw node.Bad($"has steps [{string.Join(", ", steps)}]; expected 1 or more");
        return Operator.Of(x =>
        {
            var part = x.alias();
            for (var i = 0; i < starts.Length; i++)
            {
                using var before = part;
                part = before.slice(axes[i], starts[i], ends[i], steps[i]);
            }

            return part;
        });
    }

    /// <summary>Whole numbers say which; they must be known.</summary>
    public static Operator Gather(OperatorNode node)
    {
        var axis = node.Int("axis", 0);
        if (node.Constant(1) is not { Numbers: { Length: > 0 and <= MostIndices } indices, Sides.Length: <= 1 and var rank })
            throw node.Bad("must take a row of whole numbers");
        if (rank == 0)
            return Operator.Of(x => x.select(axis, indices[0]));
        return Operator.Of(x =>
        {
            var side = x.size((int)OperatorNode.Axis(axis, x.ndim));
            var parts = Array.ConvertAll(indices, index => x.narrow(axis, OperatorNode.Axis(index, side), 1));
            var joined = cat(parts, axis);
            foreach (var part in parts)
                part.Dispose();
            return joined;
        });
    }

    public static Operator Pad(OperatorNode node)
    {
        var pads = node.Ints("pads", 1) ?? throw node.Bad("has no pads");
        var axes = node.Has(3) ? node.Ints("axes", 3) : null;
        var mode = node.Text("mode", "constant") switch
        {
            "constant" => PaddingModes.Constant,
            "reflect" => PaddingModes.Reflect,
            "edge" => PaddingModes.Replicate,
            var other => throw node.Bad($"has mode '{other}'; expected constant, reflect or edge"),
        };
        if (pads.Any(pad => Math.Abs(pad) > LargestPad) || (mode != PaddingModes.Constant && pads.Any(pad => pad < 0)))
            throw node.Bad($"has pads [{string.Join(", ", pads)}]; expected {(mode == PaddingModes.Constant ? -LargestPad : 0)} to {LargestPad:N0}");
        var value = mode == PaddingModes.Constant ? (double)(node.Number("value", 2) ?? 0) : 0;
        return new Operator(1, (inputs, _) => Padded(inputs[0]), Blank);

        Tensor Padded(Tensor x)
        {
            var sides = Sides(x.ndim);
            node.CheckGrowth(x, sides);
            // Edges are repeated and reflected along the last axes only.
            return sides.All(pad => pad == 0) ? x.alias() : nn.functional.pad(x, mode == PaddingModes.Constant ? sides : sides[..(int)((x.ndim - 2) * 2)], mode, value);
        }

        Tensor Blank(Tensor[] inputs, ForwardMode forward)
        {
            var (x, sides) = (inputs[0], Sides(inputs[0].ndim));
            if (mode == PaddingModes.Constant)
                return Padded(x);
            if (x.ndim is not (3 or 4) || sides[^4..].Any(pad => pad != 0))
                throw node.Bad($"has mode {node.Text("mode", "")} on other axes than the last of a map");
            if (mode == PaddingModes.Reflect && sides.Where((pad, i) => pad >= x.size((int)x.ndim - 1 - (i / 2))).Any(pad => pad > 0))
                throw node.Bad("reflects more than there is");
            return nn.functional.pad(x, sides, PaddingModes.Constant, value);
        }

        // PyTorch begins with the last axis, both ends together.
        long[] Sides(long rank)
        {
            var named = axes ?? [.. Enumerable.Range(0, (int)rank).Select(axis => (long)axis)];
            var sides = new long[rank * 2];
            if (pads.Length != named.Length * 2)
                throw node.Bad($"has {pads.Length} pads for {named.Length} axes");
            for (var i = 0; i < named.Length; i++)
            {
                var axis = OperatorNode.Axis(named[i], rank);
                if (axis < 0 || axis >= rank)
                    throw node.Bad($"pads axis {named[i]} of a tensor of {rank} axes");
                (sides[(rank - 1 - axis) * 2], sides[((rank - 1 - axis) * 2) + 1]) = (pads[i], pads[i + named.Length]);
            }

            return sides;
        }
    }

    public static Operator ReduceMean(OperatorNode node)
    {
        var axes = node.Ints("axes", 1);
        var keeps = node.Int("keepdims", 1) != 0;
        if (axes is null or [] && node.Int("noop_with_empty_axes", 0) != 0)
            return ShapeOperators.Identity(node);
        return Operator.Of(x => x.mean(axes is null or [] ? [.. Enumerable.Range(0, (int)x.ndim).Select(axis => (long)axis)] : axes, keeps));
    }
}
