using Onnx;

namespace Graft;

/// <summary>Adds nodes and constants to a graph under names that nothing else has.</summary>
internal sealed class NodeWriter(GraphProto graph, string prefix)
{
    private int _count;

    public string Add(string op, string[] inputs, params AttributeProto[] attributes) => graph.Add(op, inputs, NewName(op), attributes);

    public string Integers(params long[] values) => Add(OnnxNodes.Values(NewName("Constant"), values));

    /// <summary>One value without axes.</summary>
    public string Integer(long value)
    {
        var tensor = OnnxNodes.Values(NewName("Constant"), value);
        tensor.Dims.Clear();
        return Add(tensor);
    }

    public string Doubles(double[] values, params long[] sides) => Add(OnnxTensors.Of(NewName("Constant"), values, sides));

    /// <summary>One value, as a vector of one, which goes with any shape.</summary>
    public string Double(double value) => Doubles([value], 1);

    public string Floats(float[] values, params long[] sides) => Add(OnnxTensors.Of(NewName("Constant"), values, sides));

    private string Add(TensorProto tensor)
    {
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string NewName(string op) => $"{prefix}{_count++}_{op}";
}
