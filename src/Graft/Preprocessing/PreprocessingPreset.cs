using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// The ways of preprocessing that published networks were trained with. Each says what becomes of the pixel values; the
/// size is the network's.
/// </summary>
public static class PreprocessingPreset
{
    /// <summary>
    /// <c>imagenet</c>: R, G, B in 0..1, minus the mean and over the deviation of ImageNet, after a resize to 8/7 of the
    /// size and a centre crop: torchvision, timm and most networks trained with PyTorch.
    /// </summary>
    public const string ImageNet = "imagenet";

    /// <summary><c>caffe</c>: B, G, R minus (103.939, 116.779, 123.68): VGG and ResNet of Keras, from Caffe's weights.</summary>
    public const string Caffe = "caffe";

    /// <summary><c>tf</c>: R, G, B in -1..1: MobileNet, Inception and others of Keras and TensorFlow.</summary>
    public const string TensorFlow = "tf";

    /// <summary><c>clip</c>: R, G, B in 0..1, minus CLIP's mean and over its deviation, bicubic.</summary>
    public const string Clip = "clip";

    /// <summary>All names.</summary>
    public static ImmutableArray<string> Names { get; } = [ImageNet, Caffe, TensorFlow, Clip];

    /// <summary>The preset of a name, for a network that takes pictures of a size.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="width">Width of the tensor in pixels, at least 1.</param>
    /// <param name="height">Height of the tensor in pixels, at least 1.</param>
    /// <param name="layout">Memory order of the tensor.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Preprocessing Of(string name, int width, int height, TensorLayout layout = TensorLayout.Chw)
    {
        var basic = new Preprocessing { Width = width, Height = height, ResizeMode = ResizeMode.Crop, Layout = layout };
        return name switch
        {
            ImageNet => basic with
            {
                ResizeTo = RoomForCrops(width, height),
                Divisor = 255,
                Mean = new RgbTriple(0.485f, 0.456f, 0.406f),
                Std = new RgbTriple(0.229f, 0.224f, 0.225f),
            },
            Caffe => basic with { ChannelOrder = ChannelOrder.Bgr, Mean = new RgbTriple(123.68f, 116.779f, 103.939f) },
            // x / 127.5 - 1, in the order of operations of Keras.
            TensorFlow => basic with { Divisor = 127.5f, Mean = new RgbTriple(1, 1, 1) },
            Clip => basic with
            {
                Interpolation = Interpolation.Bicubic,
                Divisor = 255,
                Mean = new RgbTriple(0.48145466f, 0.4578275f, 0.40821073f),
                Std = new RgbTriple(0.26862954f, 0.26130258f, 0.27577711f),
            },
            _ => throw new ArgumentException($"There is no preprocessing '{name}'; known are '{string.Join("', '", Names)}'.", nameof(name)),
        };
    }

    /// <summary>What the shorter side is resized to before a crop: 256 for 224, as torchvision's transforms of classification have it.</summary>
    internal static int RoomForCrops(int width, int height) => (int)Math.Round(Math.Max(width, height) * 8 / 7.0);
}
