using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Graft.Tests.Support;

/// <summary>Writes small ONNX networks with seeded weights, node by node.</summary>
internal sealed class TestNetwork
{
    private readonly Random _random = new(7);

    /// <param name="input">Shape of the input <c>x</c>; 0 stands for a side that is free.</param>
    /// <param name="opset">Operator set.</param>
    public TestNetwork(long[] input, int opset = 13)
    {
        Model = new ModelProto { IrVersion = 7, Graph = new GraphProto { Name = "test" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        Model.Graph.Input.Add(Declare("x", input));
    }

    public ModelProto Model { get; }

    /// <summary>Adds an operation whose one output has its name.</summary>
    public TestNetwork Node(string op, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"node_{output}", Output = { output }, Input = { inputs } };
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(value switch
            {
                int number => new AttributeProto { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
                long[] numbers => new AttributeProto { Name = name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
                float number => new AttributeProto { Name = name, F = number, Type = AttributeProto.Types.AttributeType.Float },
                string text => new AttributeProto { Name = name, S = ByteString.CopyFromUtf8(text), Type = AttributeProto.Types.AttributeType.String },
                TensorProto tensor => new AttributeProto { Name = name, T = tensor, Type = AttributeProto.Types.AttributeType.Tensor },
                _ => throw new ArgumentException("no such attribute", nameof(attributes)),
            });
        }

        Model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>Adds outputs to the operation that was added last.</summary>
    public TestNetwork And(params string[] outputs)
    {
        Model.Graph.Node[^1].Output.AddRange(outputs);
        return this;
    }

    /// <summary>Adds random weights.</summary>
    public TestNetwork Weights(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (_random.NextSingle() - 0.5f) / 2;
        Model.Graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { shape },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        });
        return this;
    }

    /// <summary>Adds weights of 1 and more, such as variances.</summary>
    public TestNetwork Positive(string name, params long[] shape)
    {
        Weights(name, shape);
        var values = MemoryMarshal.Cast<byte, float>(Model.Graph.Initializer[^1].RawData.Span).ToArray();
        Model.Graph.Initializer[^1].RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => 1 + Math.Abs(value))));
        return this;
    }

    /// <summary>Adds a single constant.</summary>
    public TestNetwork Number(string name, float value)
    {
        Model.Graph.Initializer.Add(OnnxNodes.Values(name, BitConverter.GetBytes(value)));
        return this;
    }

    /// <summary>Adds a constant shape.</summary>
    public TestNetwork Shape(string name, params long[] sides)
    {
        Model.Graph.Initializer.Add(Numbers(name, sides));
        return this;
    }

    /// <summary>Adds an output, with a shape if one is stated.</summary>
    public TestNetwork Output(string name, params long[] shape)
    {
        Model.Graph.Output.Add(shape.Length == 0 ? new ValueInfoProto { Name = name } : Declare(name, shape));
        return this;
    }

    public string Save(string path)
    {
        File.WriteAllBytes(path, Model.ToByteArray());
        return path;
    }

    public static TensorProto Numbers(string name, params long[] values) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Int64,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
    };

    private static ValueInfoProto Declare(string name, long[] shape)
    {
        var sides = new TensorShapeProto();
        sides.Dim.AddRange(shape.Select((side, i) => side == 0
            ? new TensorShapeProto.Types.Dimension { DimParam = $"side{i}" }
            : new TensorShapeProto.Types.Dimension { DimValue = side }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = sides };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
