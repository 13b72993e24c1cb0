using System.Text.Json.Serialization;

namespace Graft;

/// <summary>
/// The JSON form of a <see cref="Preprocessing"/>. Apart from it because generated serialisation code forgets the
/// defaults of init-only properties. The order of the properties is that of the text.
/// </summary>
internal sealed class PreprocessingDocument
{
    private static readonly Preprocessing Defaults = new() { Width = 1, Height = 1 };

    [JsonRequired]
    public int Width { get; set; }

    [JsonRequired]
    public int Height { get; set; }

    public ResizeMode ResizeMode { get; set; } = Defaults.ResizeMode;

    public int ResizeTo { get; set; } = Defaults.ResizeTo;

    public Interpolation Interpolation { get; set; } = Defaults.Interpolation;

    public RgbColor? AlphaBackground { get; set; } = Defaults.AlphaBackground;

    public RgbColor PadColor { get; set; } = Defaults.PadColor;

    public ChannelOrder ChannelOrder { get; set; } = Defaults.ChannelOrder;

    public float Divisor { get; set; } = Defaults.Divisor;

    public RgbTriple Mean { get; set; } = Defaults.Mean;

    public RgbTriple Std { get; set; } = Defaults.Std;

    public TensorLayout Layout { get; set; } = Defaults.Layout;

    public static PreprocessingDocument Of(Preprocessing preprocessing) => new()
    {
        Width = preprocessing.Width,
        Height = preprocessing.Height,
        ResizeMode = preprocessing.ResizeMode,
        ResizeTo = preprocessing.ResizeTo,
        Interpolation = preprocessing.Interpolation,
        AlphaBackground = preprocessing.AlphaBackground,
        PadColor = preprocessing.PadColor,
        ChannelOrder = preprocessing.ChannelOrder,
        Divisor = preprocessing.Divisor,
        Mean = preprocessing.Mean,
        Std = preprocessing.Std,
        Layout = preprocessing.Layout,
    };

    public Preprocessing ToPreprocessing() => new()
    {
        Width = Width,
        Height = Height,
        ResizeMode = ResizeMode,
        ResizeTo = ResizeTo,
        Interpolation = Interpolation,
        AlphaBackground = AlphaBackground,
        PadColor = PadColor,
        ChannelOrder = ChannelOrder,
        Divisor = Divisor,
        Mean = Mean,
        Std = Std,
        Layout = Layout,
    };
}
