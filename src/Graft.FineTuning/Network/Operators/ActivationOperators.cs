using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Operators on one value at a time, Softmax and Dropout.</summary>
internal static class ActivationOperators
{
    public static Operator Relu(OperatorNode node) =>
        Operator.OfSameShape(x => x.relu()) with { InPlace = (inputs, _) => inputs[0].relu_().alias() };

    public static Operator LeakyRelu(OperatorNode node)
    {
        var slope = (double)node.Float("alpha", 0.01f);
        return Operator.Of(x => nn.functional.leaky_relu(x, slope));
    }

    /// <summary>Not PyTorch's own, which has one slope, or one for each channel.</summary>
    public static Operator PRelu(OperatorNode node)
    {
        return Operator.Of(Rectify) with { Blank = (inputs, _) => inputs[0] * inputs[1] };

        static Tensor Rectify(Tensor x, Tensor slope)
        {
            using var positive = x.relu();
            using var negative = x - positive;
            using var scaled = negative * slope;
            return positive + scaled;
        }
    }

    public static Operator HardSigmoid(OperatorNode node)
    {
        var (alpha, beta) = ((Scalar)node.Float("alpha", 0.2f), (Scalar)node.Float("beta", 0.5f));
        var (zero, one) = ((Scalar)0f, (Scalar)1f);
        return Operator.Of(x =>
        {
            using var scaled = x * alpha;
            using var shifted = scaled + beta;
            return shifted.clamp(zero, one);
        });
    }

    public static Operator HardSwish(OperatorNode node) => Operator.OfSameShape(x => x.hardswish());

    public static Operator Clip(OperatorNode node)
    {
        var (least, most) = (Limit("min", 1), Limit("max", 2));
        return (least, most) is (null, null) ? Operator.Of(x => x.alias()) : Operator.Of(x => x.clamp(least, most));

        Scalar? Limit(string attribute, int input) =>
            node.Number(attribute, input) is not { } value ? null : float.IsNaN(value) ? throw node.Bad($"has no number as its '{attribute}'") : (Scalar)value;
    }

    /// <summary>Its slope at 0 would be infinite; there it is that of a place beside it, so that what is 0 does not spoil all gradients.</summary>
    public static Operator Sqrt(OperatorNode node)
    {
        var zero = (Scalar)0f;
        return Operator.Of(x =>
        {
            using var isZero = x.eq(zero);
            using var lift = isZero.to_type(x.dtype);
            using var lifted = x + lift;
            using var root = lifted.sqrt();
            return root - lift;
        });
    }

    public static Operator Softmax(OperatorNode node)
    {
        // Up to set 12, all axes from the given one on are one.
        if (node.Graph.Opset < 13)
        {
            var first = node.Int("axis", 1);
            return Operator.Of(x =>
            {
                using var flat = ShapeOperators.Flattened(x, first);
                using var soft = flat.softmax(1);
                return soft.reshape(x.shape);
            });
        }

        var axis = node.Int("axis", -1);
        return Operator.Of(x => x.softmax(axis));
    }

    public static Operator Dropout(OperatorNode node)
    {
        var share = (double)(node.Number("ratio", 1) ?? 0.5f);
        if (share is not (>= 0 and < 1))
            throw node.Bad($"leaves out a share of {share}; expected 0 to below 1");
        return new Operator(1, (inputs, mode) => mode.Dropout ? nn.functional.dropout(inputs[0], share) : inputs[0].alias());
    }
}
