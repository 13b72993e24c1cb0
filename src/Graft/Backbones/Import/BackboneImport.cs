using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace Graft;

/// <summary>Makes backbones out of the weights that others publish.</summary>
public static class BackboneImport
{
    /// <summary>Names of the networks whose weights are read.</summary>
    public static ImmutableArray<string> Architectures { get; } = [.. Architecture.All.Select(architecture => architecture.Name)];

    /// <summary>
    /// Builds a network from a file of its weights and writes it as ONNX: opset 13, <c>input</c> float32 [N, 3, H, W] in,
    /// tensors called as Keras calls its layers, preprocessing and default layer in the metadata. Read are Keras' HDF5 files
    /// (weights or whole models) and, for VGG, safetensors as torchvision and timm call their tensors; told apart by content.
    /// The file has the classifier where the weights have it.
    /// </summary>
    /// <param name="architecture">One of <see cref="Architectures"/>.</param>
    /// <param name="weightsPath">The file of weights.</param>
    /// <param name="outputPath">Where the ONNX file will be; one that exists there is replaced.</param>
    /// <exception cref="ArgumentException">There is no architecture of that name.</exception>
    /// <exception cref="BackboneException">
    /// The weights are missing or damaged, or not those of the network: a tensor is missing, transposed or of another shape
    /// or type, or unknown, or holds NaN or infinity. The tensor is named, and nothing is written.
    /// </exception>
    /// <exception cref="OutputException">The output cannot be written.</exception>
    public static ImportReport Run(string architecture, string weightsPath, string outputPath)
    {
        var table = Architecture.All.FirstOrDefault(item => item.Name == architecture)
            ?? throw new ArgumentException($"There is no architecture '{architecture}'; known are '{string.Join("', '", Architectures)}'.", nameof(architecture));
        return Run(table, weightsPath, outputPath);
    }

    /// <summary>The same for any table.</summary>
    internal static ImportReport Run(Architecture table, string weightsPath, string outputPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsPath);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        if (FileIdentity.AreSame(weightsPath, outputPath))
            throw new OutputException($"Cannot write '{outputPath}': the weights are read from that file. Choose another name.", outputPath);
        OutputFile.CheckWritable(outputPath, OnnxNodes.IsModel);
        using var file = WeightFiles.Open(weightsPath, table);
        var plan = Checked(table, file, weightsPath);
        var metadata = Metadata(table, file.Source);
        var model = Model(plan, file, weightsPath, metadata);
        using (var output = new OutputFile(outputPath, OnnxNodes.IsModel))
        {
            output.Write(model.WriteTo);
            output.Complete();
        }

        return new ImportReport(
            table.Name, metadata.Source, plan.Slots.Count, plan.Slots.Sum(slot => slot.Sides.Aggregate(1L, (product, side) => product * side)),
            plan.HasTop, table.DefaultLayer, (int)plan[table.DefaultLayer].Count);
    }

    private static GraphPlan Checked(Architecture table, WeightFile file, string path)
    {
        try
        {
            var plan = new GraphPlan(table, file);
            WeightCheck.Run(table, plan, file, path);
            return plan;
        }
        catch (Exception e)
        {
            throw WeightFiles.Translate(e, path);
        }
    }

    private static BackboneMetadata Metadata(Architecture table, WeightSource source) => new()
    {
        Name = table.Name,
        Source = source == WeightSource.Keras ? "Keras" : source.ToString().ToLowerInvariant(),
        Preprocessing = source == WeightSource.Keras ? table.KerasPreprocessing : table.TorchPreprocessing!,
        Flatten = source == WeightSource.Keras ? TensorLayout.Hwc : TensorLayout.Chw,
        DefaultLayer = table.DefaultLayer,
    };

    private static ModelProto Model(GraphPlan plan, WeightFile file, string path, BackboneMetadata metadata)
    {
        var graph = new GraphProto
        {
            Name = metadata.Name,
            Input = { OnnxNodes.Tensor(GraphPlan.Input, TensorProto.Types.DataType.Float, plan[GraphPlan.Input].Sides) },
            Output = { OnnxNodes.Tensor(plan.Output, TensorProto.Types.DataType.Float, plan[plan.Output].Sides) },
            Node = { plan.Nodes },
            Initializer = { plan.Constants(), plan.Slots.Select(slot => WeightReading.Read(slot, file, path)) },
        };
        var model = OnnxNodes.Model(graph);
        metadata.WriteTo(model);
        return model;
    }
}
