using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>
/// A <see cref="Preprocessing"/> as nodes: uint8 pixels of any size, [N, height, width, 3], to the tensor of the network,
/// with the numbers of <see cref="Preprocessor"/>. All pictures of a batch have one size.
/// </summary>
internal sealed class PixelNodes
{
    private readonly NodeWriter _nodes;
    private readonly DoubleNodes _double;
    private readonly ResampleNodes _resample;
    private readonly Preprocessing _preprocessing;

    private PixelNodes(NodeWriter nodes, Preprocessing preprocessing)
    {
        (_nodes, _preprocessing) = (nodes, preprocessing);
        _double = new DoubleNodes(nodes);
        _resample = new ResampleNodes(nodes, preprocessing.Interpolation);
    }

    /// <summary>Adds the nodes.</summary>
    /// <param name="nodes">Of the graph.</param>
    /// <param name="pixels">Name of the pixels.</param>
    /// <param name="preprocessing">What is done to them.</param>
    /// <param name="crops">Parts of the picture that are taken, in order.</param>
    /// <param name="flip">Whether each is followed by its mirror image.</param>
    /// <returns>Name of the tensor, which has a picture for each view of each picture.</returns>
    public static string Append(NodeWriter nodes, string pixels, Preprocessing preprocessing, IReadOnlyList<CropPosition> crops, bool flip) =>
        new PixelNodes(nodes, preprocessing).Append(pixels, crops, flip);

    private string Append(string pixels, IReadOnlyList<CropPosition> crops, bool flip)
    {
        var shape = _nodes.Add("Shape", [pixels]);
        var (height, width) = (Side(shape, 1), Side(shape, 2));
        var planes = _nodes.Add("Transpose", [pixels], OnnxNodes.Attribute("perm", 0, 3, 1, 2));
        var views = new List<string>();
        foreach (var crop in crops)
        {
            var view = Resize(planes, height, width, Place(height, width, crop));
            views.Add(view);
            if (flip)
                views.Add(_nodes.Add("Gather", [view, _nodes.Integers([.. Enumerable.Range(0, _preprocessing.Width).Select(column => _preprocessing.Width - 1L - column)])], OnnxNodes.Attribute("axis", 3)));
        }

        return Scale(views.Count == 1 ? views[0] : Stack(views));
    }

    private string Side(string shape, int axis) => _double.Of(_nodes.Add("Gather", [shape, _nodes.Integers(axis)]));

    /// <summary>As <see cref="PicturePlacement"/>: the size that the picture becomes, and the position in it of the tensor's first pixel.</summary>
    private (string Height, string Width, string Top, string Left) Place(string height, string width, CropPosition crop)
    {
        var (tensorHeight, tensorWidth) = (_double.Number(_preprocessing.Height), _double.Number(_preprocessing.Width));
        return _preprocessing.ResizeMode switch
        {
            ResizeMode.Crop => PlaceCrop(height, width, tensorHeight, tensorWidth, crop),
            ResizeMode.Pad => PlacePad(height, width, tensorHeight, tensorWidth),
            _ => (tensorHeight, tensorWidth, _double.Number(0), _double.Number(0)),
        };
    }

    private (string Height, string Width, string Top, string Left) PlaceCrop(string height, string width, string tensorHeight, string tensorWidth, CropPosition crop)
    {
        var shorter = _double.Number(_preprocessing.ResizeTo > 0 ? _preprocessing.ResizeTo : Math.Max(_preprocessing.Width, _preprocessing.Height));
        var longer = _double.Floor(_double.Divide(_double.Multiply(_double.Max(width, height), shorter), _double.Min(width, height)));
        longer = _double.Min(longer, int.MaxValue);
        var isUpright = _double.IsAtMost(width, height);
        var (fullWidth, fullHeight) = (_double.Where(isUpright, shorter, longer), _double.Where(isUpright, longer, shorter));
        var (right, bottom) = (_double.Subtract(fullWidth, tensorWidth), _double.Subtract(fullHeight, tensorHeight));
        var (left, top) = crop switch
        {
            CropPosition.TopLeft => (_double.Number(0), _double.Number(0)),
            CropPosition.TopRight => (right, _double.Number(0)),
            CropPosition.BottomLeft => (_double.Number(0), bottom),
            CropPosition.BottomRight => (right, bottom),
            _ => (Half(right), Half(bottom)),
        };
        return (fullHeight, fullWidth, top, left);
    }

    private (string Height, string Width, string Top, string Left) PlacePad(string height, string width, string tensorHeight, string tensorWidth)
    {
        var ratio = _double.Divide(width, height);
        var target = _double.Number((double)_preprocessing.Width / _preprocessing.Height);
        var lower = _double.Max(_double.Round(_double.Multiply(_double.Divide(height, width), tensorWidth)), 1);
        var narrower = _double.Max(_double.Round(_double.Multiply(ratio, tensorHeight)), 1);
        var innerHeight = _double.Where(_double.IsLess(target, ratio), lower, tensorHeight);
        var innerWidth = _double.Where(_double.IsLess(ratio, target), narrower, tensorWidth);
        return (innerHeight, innerWidth, Negative(Half(_double.Subtract(tensorHeight, innerHeight))), Negative(Half(_double.Subtract(tensorWidth, innerWidth))));
    }

    private string Half(string length) => _double.Round(_double.Multiply(length, 0.5));

    private string Negative(string value) => _double.Multiply(value, -1);

    /// <summary>Whole numbers 0 to 255 in float32, [N, 3, height, width] of the tensor.</summary>
    private string Resize(string planes, string height, string width, (string Height, string Width, string Top, string Left) place)
    {
        string resized;
        if (_preprocessing.Interpolation == Interpolation.Nearest)
        {
            var rows = _nodes.Add("Gather", [planes, _resample.Nearest(height, place.Height, place.Top, _preprocessing.Height)], OnnxNodes.Attribute("axis", 2));
            resized = _nodes.Add("Gather", [rows, _resample.Nearest(width, place.Width, place.Left, _preprocessing.Width)], OnnxNodes.Attribute("axis", 3));
        }
        else
        {
            var across = _nodes.Add("Transpose", [_resample.Weights(width, place.Width, place.Left, _preprocessing.Width)], OnnxNodes.Attribute("perm", 1, 0));
            var down = _resample.Weights(height, place.Height, place.Top, _preprocessing.Height);
            var narrowed = _resample.ToPixels(_double.Product(_double.Of(planes), across));
            resized = _resample.ToPixels(_double.Product(down, narrowed));
        }

        resized = _nodes.Add("Cast", [resized], OnnxNodes.Attribute("to", (long)DataType.Float));
        return _preprocessing.ResizeMode == ResizeMode.Pad ? Paint(resized, place) : resized;
    }

    private string Paint(string picture, (string Height, string Width, string Top, string Left) place)
    {
        var rows = _nodes.Add("Unsqueeze", [_resample.IsInside(place.Height, place.Top, _preprocessing.Height), _nodes.Integers(1)]);
        var isInside = _double.And(rows, _resample.IsInside(place.Width, place.Left, _preprocessing.Width));
        var color = _preprocessing.PadColor;
        return _nodes.Add("Where", [isInside, picture, _nodes.Floats([color.Red, color.Green, color.Blue], 1, 3, 1, 1)]);
    }

    /// <summary>All views of a picture one after another.</summary>
    private string Stack(IReadOnlyList<string> views)
    {
        var stacked = _nodes.Add("Concat", [.. views.Select(view => _nodes.Add("Unsqueeze", [view, _nodes.Integers(1)]))], OnnxNodes.Attribute("axis", 1));
        return _nodes.Add("Reshape", [stacked, _nodes.Integers(-1, 3, _preprocessing.Height, _preprocessing.Width)]);
    }

    /// <summary>As <see cref="PixelScaling"/>: divided, less the mean, over the deviation; channels in the network's order.</summary>
    private string Scale(string picture)
    {
        var (mean, std) = (_preprocessing.Mean, _preprocessing.Std);
        var divided = _nodes.Add("Div", [picture, _nodes.Floats([_preprocessing.Divisor], 1)]);
        var centered = _nodes.Add("Sub", [divided, _nodes.Floats([mean.Red, mean.Green, mean.Blue], 1, 3, 1, 1)]);
        var scaled = _nodes.Add("Div", [centered, _nodes.Floats([std.Red, std.Green, std.Blue], 1, 3, 1, 1)]);
        if (_preprocessing.ChannelOrder == ChannelOrder.Bgr)
            scaled = _nodes.Add("Gather", [scaled, _nodes.Integers(2, 1, 0)], OnnxNodes.Attribute("axis", 1));
        return _preprocessing.Layout == TensorLayout.Hwc ? _nodes.Add("Transpose", [scaled], OnnxNodes.Attribute("perm", 0, 2, 3, 1)) : scaled;
    }
}
