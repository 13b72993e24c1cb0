using static TorchSharp.torch;

namespace Graft;

/// <summary>Operators that leave the values as they are, or only speak of shapes.</summary>
internal static class ShapeOperators
{
    public static Operator Identity(OperatorNode node) => Operator.Of(x => x.alias());

    public static Operator Flatten(OperatorNode node)
    {
        var axis = node.Int("axis", 1);
        return Operator.Of(x => Flattened(x, axis));
    }

    /// <summary>A matrix: the axes before one, and those from it on.</summary>
    public static Tensor Flattened(Tensor x, long axis)
    {
        var shape = x.shape;
        var first = (int)Math.Clamp(OperatorNode.Axis(axis, shape.Length), 0, shape.Length);
        return x.reshape(shape[..first].Aggregate(1L, (product, side) => product * side), shape[first..].Aggregate(1L, (product, side) => product * side));
    }

    public static Operator Reshape(OperatorNode node)
    {
        var copiesZero = node.Int("allowzero", 0) == 0;
        if (node.CountTensors(2, 2) == 2 && !node.IsConstant(1))
            return Operator.Of((x, shape) => To(x, shape.to_type(ScalarType.Int64).data<long>().ToArray()));
        var sides = node.Constant(1)!.Numbers ?? throw node.Bad("has a shape that is not of whole numbers");
        return Operator.Of(x => To(x, sides));

        Tensor To(Tensor x, long[] sides)
        {
            var resolved = (long[])sides.Clone();
            for (var i = 0; i < resolved.Length; i++)
            {
                if (resolved[i] == 0 && copiesZero)
                    resolved[i] = i < x.ndim ? x.size(i) : throw node.Bad($"keeps side {i + 1} of a tensor of {x.ndim} axes");
            }

            return x.reshape(resolved);
        }
    }

    public static Operator Transpose(OperatorNode node)
    {
        var order = node.Ints("perm");
        return Operator.Of(x => x.permute(order ?? [.. Enumerable.Range(0, (int)x.ndim).Reverse().Select(axis => (long)axis)]));
    }

    public static Operator Squeeze(OperatorNode node)
    {
        var axes = node.Ints("axes", 1);
        return Operator.Of(x =>
        {
            var shape = x.shape;
            var left = axes?.Select(axis => OperatorNode.Axis(axis, shape.Length)).ToHashSet();
            if (left is not null && left.FirstOrDefault(axis => axis < 0 || axis >= shape.Length || shape[axis] != 1, -1) is >= 0 and var other)
                throw node.Bad($"leaves out axis {other} of a tensor [{string.Join(", ", shape)}], which is not 1");
            return x.reshape([.. shape.Where((side, axis) => left is null ? side != 1 : !left.Contains(axis))]);
        });
    }

    public static Operator Unsqueeze(OperatorNode node)
    {
        var axes = node.Ints("axes", 1) ?? throw node.Bad("has no axes");
        return Operator.Of(x =>
        {
            var rank = x.ndim + axes.Length;
            var added = axes.Select(axis => OperatorNode.Axis(axis, rank)).ToHashSet();
            if (added.Count != axes.Length || added.Any(axis => axis < 0 || axis >= rank))
                throw node.Bad($"adds axes [{string.Join(", ", axes)}] to a tensor of {x.ndim} axes");
            using var sides = ((IEnumerable<long>)x.shape).GetEnumerator();
            return x.reshape([.. Enumerable.Range(0, (int)rank).Select(axis => added.Contains(axis) ? 1 : Next(sides))]);
        });

        static long Next(IEnumerator<long> sides)
        {
            sides.MoveNext();
            return sides.Current;
        }
    }

    public static Operator Cast(OperatorNode node) => node.Int("to", 0) switch
    {
        (long)Onnx.TensorProto.Types.DataType.Float => Operator.Of(x => x.is_floating_point() ? x.alias() : x.to_type(ScalarType.Float32)),
        (long)Onnx.TensorProto.Types.DataType.Int64 => Operator.Of(x => x.is_integral() ? x.alias() : x.to_type(ScalarType.Int64)),
        var type => throw node.Bad($"makes values of type {(Onnx.TensorProto.Types.DataType)type}; Graft trains float32"),
    };

    public static Operator Shape(OperatorNode node)
    {
        var (start, end) = (node.Int("start", 0), node.Int("end", long.MaxValue));
        return Operator.Of(x =>
        {
            var rank = (int)x.ndim;
            var (first, last) = ((int)Math.Clamp(OperatorNode.Axis(start, rank), 0, rank), (int)Math.Clamp(OperatorNode.Axis(end, rank), 0, rank));
            return tensor(first < last ? x.shape[first..last] : []);
        });
    }
}
