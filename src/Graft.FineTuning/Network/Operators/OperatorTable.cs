using Onnx;

namespace Graft;

/// <summary>ONNX's operators that Graft trains.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<OperatorNode, Operator>> Makers = new(StringComparer.Ordinal)
    {
        ["Add"] = ArithmeticOperators.Add,
        ["AveragePool"] = PoolOperators.Average,
        ["BatchNormalization"] = NormalizationOperators.Batch,
        ["Cast"] = ShapeOperators.Cast,
        ["Clip"] = ActivationOperators.Clip,
        ["Concat"] = PartOperators.Concat,
        ["Conv"] = ConvolutionOperator.Of,
        ["Div"] = ArithmeticOperators.Div,
        ["Dropout"] = ActivationOperators.Dropout,
        ["Flatten"] = ShapeOperators.Flatten,
        ["Gather"] = PartOperators.Gather,
        ["Gemm"] = ArithmeticOperators.Gemm,
        ["GlobalAveragePool"] = PoolOperators.GlobalAverage,
        ["GlobalMaxPool"] = PoolOperators.GlobalMax,
        ["HardSigmoid"] = ActivationOperators.HardSigmoid,
        ["HardSwish"] = ActivationOperators.HardSwish,
        ["Identity"] = ShapeOperators.Identity,
        ["LRN"] = NormalizationOperators.LocalResponse,
        ["LeakyRelu"] = ActivationOperators.LeakyRelu,
        ["LpNormalization"] = NormalizationOperators.Lp,
        ["MatMul"] = ArithmeticOperators.MatMul,
        ["MaxPool"] = PoolOperators.Max,
        ["Mul"] = ArithmeticOperators.Mul,
        ["Neg"] = _ => Operator.Of(x => x.neg()),
        ["PRelu"] = ActivationOperators.PRelu,
        ["Pad"] = PartOperators.Pad,
        ["Pow"] = ArithmeticOperators.Pow,
        ["ReduceMean"] = PartOperators.ReduceMean,
        ["Relu"] = ActivationOperators.Relu,
        ["Reshape"] = ShapeOperators.Reshape,
        ["Shape"] = ShapeOperators.Shape,
        ["Sigmoid"] = _ => Operator.Of(x => x.sigmoid()),
        ["Slice"] = PartOperators.Slice,
        ["Softmax"] = ActivationOperators.Softmax,
        ["Split"] = PartOperators.Split,
        ["Sqrt"] = ActivationOperators.Sqrt,
        ["Squeeze"] = ShapeOperators.Squeeze,
        ["Sub"] = ArithmeticOperators.Sub,
        ["Sum"] = ArithmeticOperators.Sum,
        ["Tanh"] = _ => Operator.Of(x => x.tanh()),
        ["Transpose"] = ShapeOperators.Transpose,
        ["Unsqueeze"] = ShapeOperators.Unsqueeze,
    };

    /// <summary>Their names, in order.</summary>
    public static string Names { get; } = string.Join(", ", Makers.Keys.Order(StringComparer.Ordinal));

    public static bool Has(NodeProto node) => node.Domain is "" or "ai.onnx" && Makers.ContainsKey(node.OpType);

    /// <summary>What a node of such an operator does.</summary>
    /// <exception cref="BackboneException">Its attributes or inputs are not such as the operator has, or not such as Graft trains.</exception>
    public static Operator Make(OperatorNode node)
    {
        node.CountTensors(1, 1);
        if (node.Output > 0 && node.Node.OpType != "Split")
            throw node.Bad($"gives '{node.Node.Output[node.Output]}' besides its result, which Graft does not train");
        return Makers[node.Node.OpType](node);
    }
}
