namespace Graft;

/// <summary>
/// VGG16 and VGG19. Names and order of layers: keras_applications/vgg16.py and vgg19.py; names of tensors:
/// torchvision/models/vgg.py and timm/models/vgg.py, whose classifiers begin with a convolution over the whole map.
/// </summary>
internal static class VggArchitecture
{
    private const int Side = 224;
    private static readonly int[] Filters = [64, 128, 256, 512, 512];

    public static Architecture Vgg16 { get; } = Of("vgg16", [2, 2, 3, 3, 3]);

    public static Architecture Vgg19 { get; } = Of("vgg19", [2, 2, 4, 4, 4]);

    private static Architecture Of(string name, int[] convolutions) => new()
    {
        Name = name,
        Body = [.. Blocks(convolutions)],
        Top =
        [
            new FlattenLayer("flatten"),
            new DenseLayer("fc1", 4096)
            {
                Activation = Activation.Relu, Torchvision = "classifier.0", Timm = "pre_logits.fc1", ConvolutionIn = WeightSource.Timm,
            },
            new DenseLayer("fc2", 4096)
            {
                Activation = Activation.Relu, Torchvision = "classifier.3", Timm = "pre_logits.fc2", ConvolutionIn = WeightSource.Timm,
            },
            new DenseLayer("predictions") { Activation = Activation.Softmax, Torchvision = "classifier.6", Timm = "head.fc" },
        ],
        DefaultLayer = "block5_pool",
        KerasPreprocessing = PreprocessingPreset.Of(PreprocessingPreset.Caffe, Side, Side),
        TorchPreprocessing = PreprocessingPreset.Of(PreprocessingPreset.ImageNet, Side, Side),
    };

    private static IEnumerable<Layer> Blocks(int[] convolutions)
    {
        // torchvision and timm number every step: each convolution, its ReLU, and each pool.
        var step = 0;
        for (var block = 1; block <= convolutions.Length; block++)
        {
            for (var i = 1; i <= convolutions[block - 1]; i++, step += 2)
            {
                yield return new ConvolutionLayer($"block{block}_conv{i}", Filters[block - 1], 3)
                {
                    Activation = Activation.Relu,
                    Torchvision = $"features.{step}",
                    Timm = $"features.{step}",
                };
            }

            yield return new MaxPoolLayer($"block{block}_pool", 2, 2);
            step++;
        }
    }
}
