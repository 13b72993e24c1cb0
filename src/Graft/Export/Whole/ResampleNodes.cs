namespace Graft;

/// <summary>
/// The weights of <see cref="ResampleWeights"/> as nodes, for pictures whose size is known only when the graph runs: the
/// same operations in the same order, in double, so that a picture comes out as <see cref="Resampler"/> has it. Weights and
/// pixels are whole numbers below 2^53, whose products and sums double holds exactly.
/// </summary>
internal sealed class ResampleNodes(NodeWriter nodes, Interpolation interpolation)
{
    private const double One = 1 << ResampleWeights.PrecisionBits;

    private readonly DoubleNodes _double = new(nodes);

    /// <summary>Weights of each source position (columns) in each target position (rows), as whole numbers.</summary>
    /// <param name="source">Source length.</param>
    /// <param name="full">Length that it becomes.</param>
    /// <param name="first">First target position that is wanted; may be negative.</param>
    /// <param name="length">How many are wanted.</param>
    /// <returns>Shape (length, source length).</returns>
    public string Weights(string source, string full, string first, int length)
    {
        var scale = _double.Divide(source, full);
        var filterScale = _double.Max(scale, 1);
        var support = _double.Multiply(filterScale, ResampleFilter.Support(interpolation));
        var centre = _double.Multiply(_double.Add(_double.Add(Positions(length), first), 0.5), scale);
        var start = _double.Floor(_double.Max(_double.Add(_double.Subtract(centre, support), 0.5), 0));
        var end = _double.Min(source, _double.Floor(_double.Add(_double.Add(centre, support), 0.5)));
        var sourcePositions = SourcePositions(source);
        var isInside = _double.And(_double.IsAtMost(start, sourcePositions), _double.IsLess(sourcePositions, end));

        var distance = _double.Multiply(_double.Add(_double.Subtract(sourcePositions, centre), 0.5), _double.Divide(_double.Number(1), filterScale));
        var weights = _double.Where(isInside, Filter(distance), _double.Number(0));
        var total = _double.SumOfRows(weights);
        weights = _double.Where(_double.IsEqual(total, 0), weights, _double.Divide(weights, total));
        var scaled = _double.Multiply(weights, One);
        return _double.Where(_double.IsLess(weights, 0), _double.Ceiling(_double.Add(scaled, -0.5)), _double.Floor(_double.Add(scaled, 0.5)));
    }

    /// <summary>Weighted sums as pixel values, rounded and held to 0..255 as between Pillow's passes.</summary>
    public string ToPixels(string sums)
    {
        var rounded = _double.Floor(_double.Multiply(_double.Add(sums, ResampleWeights.Half), 1 / One));
        return _double.Min(_double.Max(rounded, 0), 255);
    }

    /// <summary>For each target position the nearest source position, int64, shape (length).</summary>
    public string Nearest(string source, string full, string first, int length)
    {
        // Steps are added up one by one as in NearestResampler; a sum of products would be rounded otherwise.
        var step = _double.Divide(source, full);
        var steps = nodes.Add("Expand", [step, Whole(full)]);
        var half = _double.Multiply(step, 0.5);
        var isFirst = _double.IsEqual(_double.Of(Range(full)), 0);
        var sums = nodes.Add("CumSum", [_double.Where(isFirst, half, steps), nodes.Integers(0)]);
        var wanted = _double.Max(_double.Min(_double.Add(nodes.Doubles(Numbers(length), length), first), _double.Add(full, -1)), 0);
        var positions = nodes.Add("Gather", [sums, Whole(wanted)]);
        return Whole(_double.Min(_double.Floor(positions), _double.Add(source, -1)));
    }

    /// <summary>Whether each target position lies in the picture; bool, shape (length).</summary>
    public string IsInside(string full, string first, int length)
    {
        var positions = _double.Add(nodes.Doubles(Numbers(length), length), first);
        return _double.And(_double.IsAtMost(_double.Number(0), positions), _double.IsLess(positions, full));
    }

    private string Filter(string x) => interpolation switch
    {
        Interpolation.Bilinear => Triangle(_double.Abs(x)),
        Interpolation.Bicubic => Keys(_double.Abs(x)),
        _ => Lanczos(x),
    };

    private string Triangle(string distance) => _double.Max(_double.Subtract(_double.Number(1), distance), 0);

    private string Keys(string distance)
    {
        var inner = _double.Add(_double.Multiply(_double.Multiply(_double.Add(_double.Multiply(distance, 1.5), -2.5), distance), distance), 1);
        var outer = _double.Multiply(_double.Add(_double.Multiply(_double.Add(_double.Multiply(_double.Add(distance, -5), distance), 8), distance), -4), -0.5);
        return _double.Where(_double.IsLess(distance, 1), inner, _double.Where(_double.IsLess(distance, 2), outer, _double.Number(0)));
    }

    private string Lanczos(string x)
    {
        var isInside = _double.And(_double.IsAtMost(_double.Number(-3), x), _double.IsLess(x, 3));
        return _double.Where(isInside, _double.Multiply(Sinc(x), Sinc(_double.Divide(x, _double.Number(3)))), _double.Number(0));
    }

    private string Sinc(string x)
    {
        var angle = _double.Multiply(x, Math.PI);
        return _double.Where(_double.IsEqual(x, 0), _double.Number(1), _double.Divide(_double.Sine(angle), angle));
    }

    /// <summary>0, 1, ... length - 1 as a column.</summary>
    private string Positions(int length) => nodes.Doubles(Numbers(length), length, 1);

    /// <summary>0, 1, ... as a row, one for each source position.</summary>
    private string SourcePositions(string source) => nodes.Add("Unsqueeze", [_double.Of(Range(source)), nodes.Integers(0)]);

    private string Range(string count)
    {
        var end = nodes.Add("Squeeze", [Whole(count)]);
        return nodes.Add("Range", [nodes.Integer(0), end, nodes.Integer(1)]);
    }

    private string Whole(string value) => nodes.Add("Cast", [value], OnnxNodes.Attribute("to", (long)Onnx.TensorProto.Types.DataType.Int64));

    private static double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(number => (double)number)];
}
