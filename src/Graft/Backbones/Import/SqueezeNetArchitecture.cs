namespace Graft;

/// <summary>
/// SqueezeNet 1.1. Names of layers: rcmalli/keras-squeezenet. The pools round up, as in the network of Caffe that the
/// weights were trained in; that repository's own do not, and lose a row and a column of the maps.
/// </summary>
internal static class SqueezeNetArchitecture
{
    private const int Side = 227;

    public static Architecture V11 { get; } = new()
    {
        Name = "squeezenet1_1",
        Body =
        [
            new ConvolutionLayer("conv1", 64, 3) { Stride = 2, Padding = Padding.Valid },
            new ActivationLayer("relu_conv1", Activation.Relu),
            Pool("pool1"),
            .. Fire(2, 16, 64),
            .. Fire(3, 16, 64),
            Pool("pool3"),
            .. Fire(4, 32, 128),
            .. Fire(5, 32, 128),
            Pool("pool5"),
            .. Fire(6, 48, 192),
            .. Fire(7, 48, 192),
            .. Fire(8, 64, 256),
            .. Fire(9, 64, 256),
            new GlobalAveragePoolLayer("global_average_pooling2d"),
        ],
        Top =
        [
            new ConvolutionLayer("conv10", 0, 1) { Inputs = ["fire9/concat"] },
            new ActivationLayer("relu_conv10", Activation.Relu),
            new GlobalAveragePoolLayer("global_average_pooling2d_1"),
            new ActivationLayer("loss", Activation.Softmax),
        ],
        DefaultLayer = "global_average_pooling2d",
        KerasPreprocessing = PreprocessingPreset.Of(PreprocessingPreset.Caffe, Side, Side) with { Mean = new RgbTriple(123, 117, 104) },
    };

    private static MaxPoolLayer Pool(string name) => new(name, 3, 2) { RoundsUp = true };

    private static Layer[] Fire(int number, int squeeze, int expand) =>
    [
        new ConvolutionLayer($"fire{number}/squeeze1x1", squeeze, 1),
        new ActivationLayer($"fire{number}/relu_squeeze1x1", Activation.Relu),
        new ConvolutionLayer($"fire{number}/expand1x1", expand, 1),
        new ActivationLayer($"fire{number}/relu_expand1x1", Activation.Relu),
        new ConvolutionLayer($"fire{number}/expand3x3", expand, 3) { Inputs = [$"fire{number}/relu_squeeze1x1"] },
        new ActivationLayer($"fire{number}/relu_expand3x3", Activation.Relu),
        new ConcatLayer($"fire{number}/concat") { Inputs = [$"fire{number}/relu_expand1x1", $"fire{number}/relu_expand3x3"] },
    ];
}
