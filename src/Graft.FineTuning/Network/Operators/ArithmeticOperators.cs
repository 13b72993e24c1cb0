using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Sums, products and powers, with broadcasting; Gemm and MatMul.</summary>
internal static class ArithmeticOperators
{
    public static Operator Add(OperatorNode node) => Operator.Of((x, y) => x + y) with { IsOverwritable = true };

    public static Operator Sub(OperatorNode node) => Operator.Of((x, y) => x - y) with { IsOverwritable = true };

    public static Operator Mul(OperatorNode node) => Operator.Of((x, y) => x * y);

    public static Operator Div(OperatorNode node) => Operator.Of((x, y) =>
    {
        if (!x.is_integral() || !y.is_integral())
            return x / y;
        // Parts of shapes, without a rest. The processor would end the program where the smallest number is divided by -1.
        return y.data<long>().All(value => value > 0) ? x.div(y, RoundingMode.trunc) : throw node.Bad("divides a shape by what is not above 0");
    });

    public static Operator Sum(OperatorNode node)
    {
        var count = node.CountTensors(1, int.MaxValue);
        return new Operator(count, (inputs, _) =>
        {
            var sum = inputs[0].alias();
            foreach (var input in inputs.AsSpan(1))
            {
                using var before = sum;
                sum = before + input;
            }

            return sum;
        });
    }

    public static Operator Pow(OperatorNode node)
    {
        if (!node.IsConstant(1) || node.Constant(1)!.AsFloats() is not [var single])
            return Operator.Of((x, power) => x.pow(power));
        var exponent = (Scalar)single;
        return Operator.Of(x => x.pow(exponent));
    }

    public static Operator Gemm(OperatorNode node)
    {
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var (turnsFirst, turnsSecond) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        var count = node.CountTensors(2, 3);
        var scale = (Scalar)alpha;
        return new Operator(count, (inputs, _) =>
        {
            using var first = turnsFirst ? inputs[0].t() : inputs[0].alias();
            using var second = turnsSecond ? inputs[1].t() : inputs[1].alias();
            if (count > 2)
                return inputs[2].addmm(first, second, beta, alpha);
            if (alpha == 1)
                return first.mm(second);
            using var product = first.mm(second);
            return product * scale;
        })
        {
            IsOverwritable = true,
        };
    }

    public static Operator MatMul(OperatorNode node) => Operator.Of((x, y) =>
    {
        if (x.ndim == 2 && y.ndim == 2)
            return x.mm(y);
        // TorchSharp 0.107 lets the exception of this one operation end the process.
        var (left, right) = (x.shape, y.shape);
        var inner = right.Length > 1 ? right[^2] : right.LastOrDefault();
        if (left.Length == 0 || right.Length == 0 || left[^1] != inner || x.dtype != y.dtype || !AreBroadcast(left.AsSpan()[..^Math.Min(2, left.Length)], right.AsSpan()[..^Math.Min(2, right.Length)]))
            throw node.Bad($"multiplies tensors [{string.Join(", ", left)}] and [{string.Join(", ", right)}], which do not go together");
        return x.matmul(y);
    });

    private static bool AreBroadcast(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        for (var i = 1; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1)
                return false;
        }

        return true;
    }
}
