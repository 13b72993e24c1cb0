using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace Graft;

/// <summary>
/// Shapes of the tensors inside a network, for one picture. ONNX Runtime infers them from the graph alone; those that it
/// cannot infer are seen by running blank pictures.
/// </summary>
internal static class GraphShapes
{
    private const int TrialBatch = 3;

    /// <summary>
    /// No network makes a tensor so many times as large as its picture (VGG makes 21 times, with its 64 channels), or larger
    /// than so many bytes of a small one; a damaged one may, and would take all memory.
    /// </summary>
    private const long LargestTimesInput = 256;
    private const long LargestLength = 64 << 20;

    /// <summary>Weights of more values than shapes have are of no use for inferring them, and are left out.</summary>
    private const long LargestShape = 1024;

    /// <param name="model">A cut model, its input declared free, with the tensors in question as its outputs.</param>
    /// <param name="folder">Where files of its weights lie.</param>
    /// <param name="input">The input.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <returns>Shapes without the batch; tensors that are not float32, or have no row for each picture, are missing.</returns>
    /// <exception cref="BackboneException">ONNX Runtime refuses the network, or it fails on a blank picture.</exception>
    public static Dictionary<string, long[]> Of(ModelProto model, string folder, GraphInput input, string network)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        var unknown = new List<string>();
        var wanted = model.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        using (var session = OnnxSession.Create(WithoutWeights(model).ToByteArray(), folder, network, new BackboneOptions(), optimized: false))
        {
            var limit = Math.Max(LargestLength, LargestTimesInput * sizeof(float) * session.InputMetadata[input.Name].Dimensions.Skip(1).Aggregate(1L, (product, side) => product * side));
            foreach (var (name, tensor) in session.OutputMetadata)
            {
                if (tensor.IsTensor && LeastLength(tensor) > limit)
                    throw new BackboneException($"The tensor '{name}' of the network '{network}' would take {LeastLength(tensor) / 1e9:N1} GB for one picture. The file is damaged, or --size is too large.", network);
                if (!wanted.Contains(name))
                    continue;
                if (tensor.OnnxValueType == OnnxValueType.ONNX_TYPE_UNKNOWN || (tensor.IsTensor && tensor.ElementDataType is TensorElementType.Float or TensorElementType.DataTypeMax))
                {
                    if (tensor.IsTensor && IsKnown(tensor))
                        shapes[name] = [.. tensor.Dimensions.Skip(1).Select(side => (long)side)];
                    else
                        unknown.Add(name);
                }
            }
        }

        if (unknown.Count > 0)
            See(model, folder, input, network, unknown, shapes);
        return shapes;
    }

    private static bool IsKnown(NodeMetadata tensor) =>
        tensor.Dimensions.Length > 1 && tensor.SymbolicDimensions[0] == OnnxNodes.Batch && tensor.Dimensions.Skip(1).All(side => side > 0);

    /// <summary>Bytes for one picture, whatever the type; sides that are not known count as 1.</summary>
    private static double LeastLength(NodeMetadata tensor) => tensor.Dimensions.Aggregate((double)sizeof(float), (product, side) => product * Math.Max(1, side));

    /// <summary>The same graph, all its tensors being outputs, and large weights inputs: then it loads at once.</summary>
    private static ModelProto WithoutWeights(ModelProto model)
    {
        var light = new ModelProto { IrVersion = model.IrVersion, Graph = new GraphProto { Name = model.Graph.Name } };
        light.OpsetImport.AddRange(model.OpsetImport);
        light.Functions.AddRange(model.Functions);
        light.Graph.Node.AddRange(model.Graph.Node);
        light.Graph.Output.AddRange(model.Graph.Node.Select(node => node.Output.FirstOrDefault("")).Concat(model.Graph.Output.Select(output => output.Name))
            .Where(tensor => tensor.Length > 0).Distinct(StringComparer.Ordinal).Select(tensor => new ValueInfoProto { Name = tensor }));
        light.Graph.SparseInitializer.AddRange(model.Graph.SparseInitializer);
        light.Graph.Input.AddRange(model.Graph.Input);
        var declared = model.Graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var weights in model.Graph.Initializer)
        {
            if (Count(weights) <= LargestShape && !OnnxNodes.IsExternal(weights))
                light.Graph.Initializer.Add(weights);
            else if (declared.Add(weights.Name))
                light.Graph.Input.Add(Declaration(weights));
        }

        return light;
    }

    private static double Count(TensorProto tensor) => tensor.Dims.Aggregate(1.0, (product, side) => product * side);

    private static ValueInfoProto Declaration(TensorProto tensor)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(tensor.Dims.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape } } };
    }

    private static void See(ModelProto model, string folder, GraphInput input, string network, List<string> tensors, Dictionary<string, long[]> shapes)
    {
        using var session = OnnxSession.Create(model.ToByteArray(), folder, network, new BackboneOptions(), optimized: false);
        try
        {
            Run(TrialBatch);
        }
        catch (OnnxRuntimeException)
        {
            try
            {
                // A number of pictures that cannot be freed: what has a row for one may have one for each.
                Run(1);
            }
            catch (OnnxRuntimeException e)
            {
                throw new BackboneException($"The network '{network}' fails on a blank picture: {OnnxSession.FirstLine(e)}.", network, e);
            }
        }

        void Run(int batch)
        {
            var sides = session.InputMetadata[input.Name].Dimensions;
            using var options = new RunOptions();
            using var blank = OrtValue.CreateTensorValueFromMemory(new float[checked(batch * sides[1] * sides[2] * sides[3])], [batch, sides[1], sides[2], sides[3]]);
            using var results = session.Run(options, [input.Name], [blank], tensors);
            for (var i = 0; i < tensors.Count; i++)
            {
                if (!results[i].IsTensor)
                    continue;
                var seen = results[i].GetTensorTypeAndShape();
                if (seen.ElementDataType == TensorElementType.Float && seen.Shape.Length > 1 && seen.Shape[0] == batch)
                    shapes[tensors[i]] = seen.Shape[1..];
            }
        }
    }
}
