namespace Graft;

/// <summary>
/// How a picture becomes the tensor a backbone expects. It travels with the backbone and is written into every feature
/// file and classifier, so that no later step can use other pixels. Each property has a default that changes nothing.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Width of the tensor in pixels, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the tensor in pixels, at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>How a picture of another shape is brought to <see cref="Width"/> x <see cref="Height"/>.</summary>
    public ResizeMode ResizeMode { get; init; } = ResizeMode.Squash;

    /// <summary>
    /// For <see cref="ResizeMode.Crop"/>: length in pixels that the shorter side is resized to before the centre crop, at
    /// least the longer of <see cref="Width"/> and <see cref="Height"/>; 0 stands for exactly that. Otherwise unused.
    /// </summary>
    public int ResizeTo { get; init; }

    /// <summary>The resampling filter; each is bit-exact with Pillow's of the same name.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>What transparent pixels are blended over; null drops the alpha channel without blending.</summary>
    public RgbColor? AlphaBackground { get; init; } = RgbColor.White;

    /// <summary>Colour of the bars that <see cref="ResizeMode.Pad"/> adds.</summary>
    public RgbColor PadColor { get; init; }

    /// <summary>Order of the colour channels in the tensor.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>A pixel value v in 0..255 becomes (v / <see cref="Divisor"/> - mean) / std, in float32 in that order.</summary>
    public float Divisor { get; init; } = 1;

    /// <summary>Mean per channel, in red, green, blue order, in units of v / <see cref="Divisor"/>.</summary>
    public RgbTriple Mean { get; init; }

    /// <summary>Standard deviation per channel, in red, green, blue order, in units of v / <see cref="Divisor"/>; none is 0.</summary>
    public RgbTriple Std { get; init; } = new(1, 1, 1);

    /// <summary>Memory order of the tensor.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Chw;

    /// <summary>Number of values in the tensor: 3 x <see cref="Height"/> x <see cref="Width"/>.</summary>
    public int TensorLength => checked(3 * Width * Height);

    /// <summary>Sides of the tensor, in its memory order.</summary>
    internal long[] TensorSides => Layout == TensorLayout.Chw ? [3, Height, Width] : [Height, Width, 3];

    /// <summary>The same for square pictures of another size; <see cref="ResizeTo"/> grows or shrinks with it.</summary>
    /// <param name="size">Width and height in pixels, at least 1.</param>
    public Preprocessing ScaledTo(int size) => this with
    {
        Width = size,
        Height = size,
        // The usual 8/7 stays that, whatever it was rounded to.
        ResizeTo = ResizeTo == 0 ? 0 : ResizeTo == PreprocessingPreset.RoomForCrops(Width, Height) ? PreprocessingPreset.RoomForCrops(size, size) : Math.Max(size, (int)Math.Round((double)ResizeTo * size / Math.Max(Width, Height))),
    };

    /// <summary>One line of JSON with all properties in a fixed order, names in camel case, enum values in lower case.</summary>
    /// <exception cref="ArgumentException">A number is infinite or not a number.</exception>
    public string ToJson() => PreprocessingJson.Write(this);

    /// <summary>
    /// Reads what <see cref="ToJson"/> writes. Only width and height must be there; the others have their defaults. What
    /// is unknown, doubled or cannot be carried out is refused.
    /// </summary>
    /// <exception cref="FormatException"><paramref name="json"/> is not such a text; the message is one line.</exception>
    public static Preprocessing FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PreprocessingJson.Read(json);
    }
}
