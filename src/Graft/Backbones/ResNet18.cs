namespace Graft;

/// <summary>
/// ResNet18, trained on ImageNet with CNTK, as the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 carries it. The
/// package's own preprocessing graph (blue, green, red order, a mean image subtracted) is joined in front, so that the
/// tensor a picture becomes is plain red, green, blue in 0..255.
/// </summary>
internal static class ResNet18
{
    public const string Name = "resnet18";

    private const string Prefix = "preprocess/";

    // Cropping recognises more than squashing, on all three photo sets it was measured on: docs/accuracy.md.
    private static readonly Preprocessing Recipe = new()
    {
        Width = 224,
        Height = 224,
        ResizeMode = ResizeMode.Crop,
        Interpolation = Interpolation.Bilinear,
    };

    /// <summary>torchvision's names of the same places.</summary>
    private static readonly LayerAliases Aliases = new(
        new Dictionary<string, string>
        {
            ["conv1"] = "Convolution249_Output_0",
            ["bn1"] = "BatchNormalization251_Output_0",
            ["relu"] = "ReLU253_Output_0",
            ["maxpool"] = "Pooling255_Output_0",
            ["layer1.0"] = "ReLU269_Output_0",
            ["layer1"] = "ReLU283_Output_0",
            ["layer2.0"] = "ReLU301_Output_0",
            ["layer2"] = "ReLU315_Output_0",
            ["layer3.0"] = "ReLU333_Output_0",
            ["layer3"] = "ReLU347_Output_0",
            ["layer4.0"] = "ReLU365_Output_0",
            ["layer4.1.bn2"] = "BatchNormalization389_Output_0",
            ["layer4"] = "ReLU393_Output_0",
            ["avgpool"] = "Pooling395_Output_0",
        },
        Prefix);

    public static string PreprocessPath => File("ResNetPreprocess.onnx");

    public static string NetworkPath => File("ResNet18.onnx");

    /// <summary>The tensor of an alias; null when it is none.</summary>
    public static string? TensorOf(string alias) => Aliases.Tensors.GetValueOrDefault(alias);

    public static BackboneModel Open()
    {
        var network = OnnxFile.Parse(NetworkPath);
        OnnxGraph.Prepend(OnnxFile.Parse(PreprocessPath), network, Prefix);
        // cat ResNetPreprocess.onnx ResNet18.onnx | sha256sum
        string[] paths = [PreprocessPath, NetworkPath];
        var file = new OnnxFile(network, Path.GetDirectoryName(NetworkPath)!, OnnxFile.Hash(paths), [.. paths]);
        // Cut where the average pool before the classifier is: 512 values.
        return new BackboneModel(Name, file, Recipe, TensorLayout.Chw, "avgpool", Aliases);
    }

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "backbones", Name, name);
}
