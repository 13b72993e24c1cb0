using System.Security.Cryptography;
using Google.Protobuf;

namespace Graft;

/// <summary>
/// ResNet18, trained on ImageNet with CNTK, as the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 carries it. The
/// package's own preprocessing graph (blue, green, red order, a mean image subtracted) is joined in front, so that the
/// tensor a picture becomes is plain red, green, blue in 0..255.
/// </summary>
internal static class ResNet18
{
    public const string Name = "resnet18";

    /// <summary>The average pool before the classifier: 512 values.</summary>
    private const string Layer = "Pooling395_Output_0";

    // Cropping recognises more than squashing, on all three photo sets it was measured on: docs/accuracy.md.
    private static readonly Preprocessing Recipe = new()
    {
        Width = 224,
        Height = 224,
        ResizeMode = ResizeMode.Crop,
        Interpolation = Interpolation.Bilinear,
    };

    public static string PreprocessPath => File("ResNetPreprocess.onnx");

    public static string NetworkPath => File("ResNet18.onnx");

    public static IBackbone Load(BackboneOptions options)
    {
        var model = Joined();
        var identity = new BackboneIdentity(Name, Sha256(), Layer);
        // The parsed model is garbage now, as large as its weights, and would stay through the far larger peak that follows.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return new OnnxBackbone(model, identity, Recipe, options);
    }

    private static byte[] Joined()
    {
        var network = OnnxGraph.Load(NetworkPath);
        OnnxGraph.Prepend(OnnxGraph.Load(PreprocessPath), network, "preprocess/");
        OnnxGraph.FreeBatch(network);
        return network.ToByteArray();
    }

    /// <summary>Of both files, one after the other: <c>cat ResNetPreprocess.onnx ResNet18.onnx | sha256sum</c>.</summary>
    private static string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var path in new[] { PreprocessPath, NetworkPath })
        {
            using var file = System.IO.File.OpenRead(path);
            while (file.Read(buffer) is > 0 and var count)
                hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "backbones", Name, name);
}
