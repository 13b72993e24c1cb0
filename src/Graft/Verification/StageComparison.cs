namespace Graft;

/// <summary>Compares image after image at one stage.</summary>
internal sealed class StageComparison
{
    private readonly VerificationStage _stage;
    private readonly string _name;
    private readonly double _tolerance;
    private readonly bool _isRelative;

    private int _imageCount;
    private long _valueCount;
    private double _largest;
    private double _largestRelative;
    private string? _worstImage;

    private StageComparison(VerificationStage stage, string name, double tolerance, bool isRelative) =>
        (_stage, _name, _tolerance, _isRelative) = (stage, name, tolerance, isRelative);

    /// <summary>Differences count as they are.</summary>
    public static StageComparison Absolute(VerificationStage stage, string name, double tolerance = 0) => new(stage, name, tolerance, isRelative: false);

    /// <summary>Differences count in proportion to the largest value of the reference.</summary>
    public static StageComparison Relative(VerificationStage stage, string name, double tolerance) => new(stage, name, tolerance, isRelative: true);

    /// <summary>Compares two pictures; a picture of another size is infinitely far off.</summary>
    public void Add(string image, RgbImage actual, int width, int height, ReadOnlySpan<byte> expected)
    {
        if ((actual.Width, actual.Height) != (width, height))
            AddOtherShape(image);
        else
            Add(image, ToSingle(actual.Pixels), ToSingle(expected));
    }

    /// <summary>Compares two tensors.</summary>
    public void Add(string image, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length)
        {
            AddOtherShape(image);
            return;
        }

        var (largest, scale) = (0.0, 0.0);
        for (var i = 0; i < actual.Length; i++)
        {
            var difference = Math.Abs((double)actual[i] - expected[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            scale = Math.Max(scale, Math.Abs((double)expected[i]));
        }

        Add(image, actual.Length, largest, largest == 0 || double.IsInfinity(largest) ? largest : largest / scale);
    }

    public VerifiedStage ToResult() => new()
    {
        Stage = _stage,
        Name = _name,
        ImageCount = _imageCount,
        ValueCount = _valueCount,
        LargestDifference = _largest,
        LargestRelativeDifference = _largestRelative,
        Tolerance = _tolerance,
        IsToleranceRelative = _isRelative,
        WorstImage = _worstImage,
    };

    private void AddOtherShape(string image) => Add(image, 0, double.PositiveInfinity, double.PositiveInfinity);

    private void Add(string image, int count, double largest, double relative)
    {
        _imageCount++;
        _valueCount += count;
        if (_isRelative ? relative > _largestRelative : largest > _largest)
            _worstImage = image;
        _largest = Math.Max(_largest, largest);
        _largestRelative = Math.Max(_largestRelative, relative);
    }

    private static float[] ToSingle(ReadOnlySpan<byte> pixels)
    {
        var values = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            values[i] = pixels[i];
        return values;
    }
}
