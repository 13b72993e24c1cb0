using System.Globalization;
using Onnx;

namespace Graft;

/// <summary>The input of a network that takes pictures.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Layout">Memory order of the pictures.</param>
/// <param name="Width">Width in pixels; 0 when any will do.</param>
/// <param name="Height">Height in pixels; 0 when any will do.</param>
/// <param name="Batch">How many pictures the file asks for; 0 when any number will do.</param>
internal sealed record GraphInput(string Name, TensorLayout Layout, int Width, int Height, int Batch)
{
    private const int Channels = 3;

    /// <summary>Beyond it no array holds a picture.</summary>
    private const int LargestSide = 16_384;

    /// <exception cref="BackboneException">The network takes no pictures, or something besides.</exception>
    public static GraphInput Of(GraphProto graph, string network)
    {
        var inputs = OnnxGraph.Inputs(graph).ToList();
        if (inputs.Count != 1)
            throw Bad($"has {inputs.Count} inputs ({string.Join(", ", inputs.Take(5).Select(Described))}); expected one of pictures");
        var input = inputs[0];
        var type = (TensorProto.Types.DataType)(input.Type?.TensorType?.ElemType ?? 0);
        var sides = input.Type?.TensorType?.Shape?.Dim.Select(side => Math.Max(0, side.DimValue)).ToArray() ?? [];
        if (sides.Length != 4 || sides.Any(side => side > LargestSide))
            throw Bad($"takes {Described(input)}; expected pictures, [N, 3, height, width] or [N, height, width, 3], of at most {LargestSide:N0} a side");
        if (type != TensorProto.Types.DataType.Float)
            throw Bad($"takes {type} values; Graft feeds float32");
        var layout = sides[1] == Channels || (sides[1] == 0 && sides[3] == 0 && !IsTransposedFirst(graph, input.Name)) ? TensorLayout.Chw
            : sides[3] == Channels || (sides[1] == 0 && sides[3] == 0) ? TensorLayout.Hwc
            : sides[1] == 0 && sides[3] != 0 ? TensorLayout.Chw
            : throw Bad($"takes {Described(input)}; expected three colour channels, [N, 3, height, width] or [N, height, width, 3]");
        var (height, width) = layout == TensorLayout.Chw ? (sides[2], sides[3]) : (sides[1], sides[2]);
        return new GraphInput(input.Name, layout, (int)width, (int)height, (int)sides[0]);

        BackboneException Bad(string what) => new($"The network '{network}' {what}.", network);
    }

    /// <summary>The input as a graph declares it, for any number of pictures.</summary>
    public ValueInfoProto Declare(Preprocessing preprocessing)
    {
        var (height, width) = (preprocessing.Height, preprocessing.Width);
        long[] sides = Layout == TensorLayout.Chw ? [Channels, height, width] : [height, width, Channels];
        return OnnxNodes.Tensor(Name, TensorProto.Types.DataType.Float, sides);
    }

    /// <summary>Networks from TensorFlow bring pictures into ONNX's own order first.</summary>
    private static bool IsTransposedFirst(GraphProto graph, string input) =>
        graph.Node.FirstOrDefault(node => node.Input.Contains(input)) is { OpType: "Transpose" } first
        && OnnxNodes.Find(first, "perm")?.Ints.SequenceEqual([0L, 3, 1, 2]) == true;

    private static string Described(ValueInfoProto input) => input.Type?.TensorType?.Shape is { } shape
        ? $"'{input.Name}' [{string.Join(", ", shape.Dim.Select(side => side.DimParam.Length > 0 ? side.DimParam : side.DimValue > 0 ? side.DimValue.ToString(CultureInfo.InvariantCulture) : "?"))}]"
        : $"'{input.Name}'";
}
