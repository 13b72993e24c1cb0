using TorchSharp;
using static TorchSharp.torch;

namespace Graft;

/// <summary>
/// Where the windows of a convolution or a pooling lie. PyTorch pads both ends of a side alike, ONNX need not; where that
/// makes a difference the map is padded first.
/// </summary>
internal sealed class SlidingWindow
{
    private readonly OperatorNode _node;
    private readonly string _autoPad;
    private readonly long[] _pads;
    private readonly bool _roundsUp;

    public SlidingWindow(OperatorNode node, bool isPool)
    {
        _node = node;
        _autoPad = node.Text("auto_pad", "NOTSET");
        if (_autoPad is not ("" or "NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            throw node.Bad($"has auto_pad '{_autoPad}'; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        Strides = node.Sides("strides", 1, 1);
        Dilations = node.Sides("dilations", 1, 1);
        _pads = node.Sides("pads", 0, 0, count: 4);
        _roundsUp = isPool && node.Int("ceil_mode", 0) != 0;
    }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Where the windows lie on a map.</summary>
    /// <param name="map">N x channels x height x width.</param>
    /// <param name="kernel">Height and width of a window.</param>
    public (WindowSide Height, WindowSide Width) Place(Tensor map, long[] kernel)
    {
        var shape = map.shape;
        return shape.Length == 4 ? (Place(shape[2], kernel[0], 0), Place(shape[3], kernel[1], 1)) : throw _node.Bad($"takes a tensor of {shape.Length} axes; expected maps, N x channels x height x width");
    }

    /// <summary>The map with all that windows reach.</summary>
    public Tensor Pad(Tensor map, WindowSide height, WindowSide width, double value)
    {
        long[] pads = [width.Begin, width.End, height.Begin, height.End];
        _node.CheckGrowth(map, pads);
        return nn.functional.pad(map, pads, PaddingModes.Constant, value);
    }

    private WindowSide Place(long length, long kernel, int axis)
    {
        var (stride, extent) = (Strides[axis], (Dilations[axis] * (kernel - 1)) + 1);
        var (begin, end) = (_pads[axis], _pads[axis + 2]);
        if (_autoPad == "VALID")
        {
            (begin, end) = (0, 0);
        }
        else if (_autoPad is "SAME_UPPER" or "SAME_LOWER")
        {
            var total = Math.Max(0, (((length - 1) / stride) * stride) + extent - length);
            (begin, end) = _autoPad == "SAME_UPPER" ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }

        var room = length + begin + end - extent;
        if (room < 0)
            throw _node.Bad($"has windows of {extent} on a side of {length}, padded to {length + begin + end}");
        var count = (room / stride) + 1;
        // A window more, unless it would begin behind the map.
        if (_roundsUp && room % stride != 0 && count * stride < length + begin)
            count++;
        var reach = Math.Max(0, ((count - 1) * stride) + extent - length - begin);
        var symmetricRoom = length + (2 * begin) - extent;
        return new WindowSide(length, begin, reach, count, end, symmetricRoom >= 0 && (symmetricRoom / stride) + 1 == count);
    }
}

/// <summary>Windows along one side of a map.</summary>
/// <param name="Length">Of the map.</param>
/// <param name="Begin">Padding before it.</param>
/// <param name="End">Padding behind it that windows reach.</param>
/// <param name="Count">How many windows there are.</param>
/// <param name="DeclaredEnd">Padding behind it as the node has it.</param>
/// <param name="IsSymmetric">Whether padding of <paramref name="Begin"/> at both ends gives the same windows.</param>
internal readonly record struct WindowSide(long Length, long Begin, long End, long Count, long DeclaredEnd, bool IsSymmetric);
