using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>BatchNormalization, LpNormalization and LRN.</summary>
internal static class NormalizationOperators
{
    private const int LargestWindow = 1024;

    /// <summary>Running mean and variance that it shares with other nodes are never updated.</summary>
    public static Operator Batch(OperatorNode node)
    {
        if (node.Int("spatial", 1) == 0)
            throw node.Bad("normalises each place of a map by itself ('spatial' 0), which Graft does not train");
        if (node.Int("training_mode", 0) != 0)
            throw node.Bad("normalises over the pictures of a batch ('training_mode' 1); export the network for inference");
        var (epsilon, momentum) = (node.Float("epsilon", 1e-5f), node.Float("momentum", 0.9f));
        if (momentum is < 0 or > 1 || epsilon < 0)
            throw node.Bad($"has momentum {momentum} and epsilon {epsilon}");
        var ownsStatistics = node.Graph.Weights.OwnsStatistics(node.Node);
        return new Operator(node.CountTensors(5, 5), Run, Blank) { IsOverwritable = true };

        // Of ONNX's momentum the old value has the given part, of PyTorch's the new one.
        Tensor Run(Tensor[] inputs, ForwardMode mode) => nn.functional.batch_norm(
            inputs[0], inputs[3], inputs[4], inputs[1], inputs[2], mode.UpdatesStatistics && ownsStatistics, 1.0 - momentum, epsilon);

        Tensor Blank(Tensor[] inputs, ForwardMode mode)
        {
            var shape = inputs[0].shape;
            return shape.Length >= 2 && inputs.Skip(1).All(values => values.shape.SequenceEqual([shape[1]]))
                ? inputs[0].alias()
                : throw node.Bad($"has values of shape [{string.Join(", ", inputs[1].shape)}] for a tensor [{string.Join(", ", shape.Skip(1).Prepend(-1))}]; expected one for each channel");
        }
    }

    public static Operator Lp(OperatorNode node)
    {
        var (axis, power) = (node.Int("axis", -1), node.Int("p", 2));
        return power is 1 or 2 ? Operator.Of(rows => nn.functional.normalize(rows, power, axis)) : throw node.Bad($"has p {power}; expected 1 or 2");
    }

    /// <summary>Over channels that are near, as in networks of 2012 to 2014.</summary>
    public static Operator LocalResponse(OperatorNode node)
    {
        var (alpha, beta, bias) = (node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1));
        var size = node.Int("size", 0);
        if (size is < 1 or > LargestWindow || size % 2 == 0)
            throw node.Bad($"has size {size}; expected an odd number of 1 to {LargestWindow}");
        var (share, exponent, offset) = ((Scalar)(alpha / size), (Scalar)beta, (Scalar)bias);
        return Operator.Of(maps =>
        {
            using var scope = NewDisposeScope();
            // Channels become the second last of three axes, so that a pooling sums over them.
            var squares = maps.square().unsqueeze(1).flatten(3);
            var padded = nn.functional.pad(squares, [0, 0, size / 2, size / 2]);
            var sums = nn.functional.avg_pool2d(padded, [size, 1], [1, 1], divisor_override: 1).reshape(maps.shape);
            return (maps / (sums * share + offset).pow(exponent)).MoveToOuterDisposeScope();
        });
    }
}
