namespace Graft;

/// <summary>
/// MobileNetV1 of any width. Names and order of layers: keras_applications/mobilenet.py. What Keras pads in layers of its
/// own (<c>conv1_pad</c>, <c>conv_pad_2</c> ...) is what <see cref="Padding.Same"/> pads, as in some versions of it.
/// </summary>
internal static class MobileNetArchitecture
{
    private const int Side = 224;

    // As Keras has it by default.
    private const float Epsilon = 1e-3f;

    public static Architecture V1 { get; } = new()
    {
        Name = "mobilenet_v1",
        Body =
        [
            new ConvolutionLayer("conv1", 32, 3) { Stride = 2, HasBias = false },
            new BatchNormalizationLayer("conv1_bn", Epsilon),
            new ActivationLayer("conv1_relu", Activation.Relu6),
            .. Block(1, 64),
            .. Block(2, 128, stride: 2),
            .. Block(3, 128),
            .. Block(4, 256, stride: 2),
            .. Block(5, 256),
            .. Block(6, 512, stride: 2),
            .. Block(7, 512),
            .. Block(8, 512),
            .. Block(9, 512),
            .. Block(10, 512),
            .. Block(11, 512),
            .. Block(12, 1024, stride: 2),
            .. Block(13, 1024),
            new GlobalAveragePoolLayer("global_average_pooling2d"),
        ],
        Top =
        [
            new DenseLayer("conv_preds") { ConvolutionIn = WeightSource.Keras },
            new ActivationLayer("predictions", Activation.Softmax),
        ],
        DefaultLayer = "global_average_pooling2d",
        WidthLayer = "conv_pw_13",
        KerasPreprocessing = PreprocessingPreset.Of(PreprocessingPreset.TensorFlow, Side, Side),
    };

    private static Layer[] Block(int number, int filters, int stride = 1) =>
    [
        new DepthwiseLayer($"conv_dw_{number}", 3) { Stride = stride },
        new BatchNormalizationLayer($"conv_dw_{number}_bn", Epsilon),
        new ActivationLayer($"conv_dw_{number}_relu", Activation.Relu6),
        new ConvolutionLayer($"conv_pw_{number}", filters, 1) { HasBias = false },
        new BatchNormalizationLayer($"conv_pw_{number}_bn", Epsilon),
        new ActivationLayer($"conv_pw_{number}_relu", Activation.Relu6),
    ];
}
