using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>Arithmetic in double as nodes: each method is one operator, each operand the name of a tensor.</summary>
internal sealed class DoubleNodes(NodeWriter nodes)
{
    public string Of(string tensor) => nodes.Add("Cast", [tensor], OnnxNodes.Attribute("to", (long)DataType.Double));

    public string Number(double value) => nodes.Double(value);

    public string Add(string left, string right) => nodes.Add("Add", [left, right]);

    public string Add(string left, double right) => Add(left, Number(right));

    public string Subtract(string left, string right) => nodes.Add("Sub", [left, right]);

    public string Multiply(string left, string right) => nodes.Add("Mul", [left, right]);

    public string Multiply(string left, double right) => Multiply(left, Number(right));

    public string Divide(string left, string right) => nodes.Add("Div", [left, right]);

    public string Max(string left, string right) => nodes.Add("Max", [left, right]);

    public string Max(string left, double right) => Max(left, Number(right));

    public string Min(string left, string right) => nodes.Add("Min", [left, right]);

    public string Min(string left, double right) => Min(left, Number(right));

    public string Abs(string value) => nodes.Add("Abs", [value]);

    public string Floor(string value) => nodes.Add("Floor", [value]);

    public string Ceiling(string value) => nodes.Add("Ceil", [value]);

    /// <summary>A half goes to the even neighbour, as with Math.Round.</summary>
    public string Round(string value) => nodes.Add("Round", [value]);

    public string Sine(string value) => nodes.Add("Sin", [value]);

    public string IsLess(string left, string right) => nodes.Add("Less", [left, right]);

    public string IsLess(string left, double right) => IsLess(left, Number(right));

    public string IsAtMost(string left, string right) => nodes.Add("LessOrEqual", [left, right]);

    public string IsEqual(string left, double right) => nodes.Add("Equal", [left, Number(right)]);

    public string And(string left, string right) => nodes.Add("And", [left, right]);

    public string Where(string condition, string then, string otherwise) => nodes.Add("Where", [condition, then, otherwise]);

    /// <summary>Sum over axis 1, which stays with length 1.</summary>
    public string SumOfRows(string matrix) => nodes.Add("ReduceSum", [matrix, nodes.Integers(1)], OnnxNodes.Attribute("keepdims", 1));

    public string Product(string left, string right) => nodes.Add("MatMul", [left, right]);
}
