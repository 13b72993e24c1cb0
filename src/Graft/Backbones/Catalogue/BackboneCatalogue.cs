using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// The backbones that Graft knows. No address and no checksum here is a guess: <see cref="PublishedFile.ConfirmedBy"/> says
/// who states it, and a file whose SHA-256 nobody states is not downloaded.
/// </summary>
public static class BackboneCatalogue
{
    private const string Zoo = "ONNX Model Zoo";
    private const string Apache = "Apache-2.0";

    // The zoo's manifest states checksums, sizes and tensors; its README sends downloads to Hugging Face.
    private const string Manifest = "github.com/onnx/models: ONNX_HUB_MANIFEST.json (SHA-256, size, tensor), README.md (the place on Hugging Face)";
    private const string Keras = "github.com/keras-team/keras: keras/src/applications";

    /// <summary>All entries, the one that is part of Graft first.</summary>
    public static ImmutableArray<CatalogueEntry> Entries { get; } =
    [
        new()
        {
            Name = ResNet18.Name,
            Source = "ML.NET",
            License = "MIT",
            // Of both files of the package.
            Length = 64_256_117,
            Layers = [new("avgpool", 512), new("layer4", 25_088), new("layer3", 50_176)],
        },
        Vgg("vgg16", new PublishedFile(
            "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
            new("https://storage.googleapis.com/tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5"),
            553_467_096)
        {
            Md5 = "64373286793e3c8b2b4e3219cbf3544b",
            ConfirmedBy = $"{Keras}/vgg16.py (address, MD5); what Keras prints while it downloads (size)",
        }),
        Vgg("vgg19", new PublishedFile(
            "vgg19_weights_tf_dim_ordering_tf_kernels.h5",
            new("https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels.h5"),
            574_710_816)
        {
            Sha256 = "c872d82e40328910cd7a12763dae043d56eb00efe6a137f31899514d637d4cdb",
            Md5 = "cbe5617147190e668d6c5d5026f83318",
            ConfirmedBy =
                $"{Keras}/vgg19.py (address, MD5); github.com/bacti/TensorFlow2-For-Deep-Learning: the Git LFS pointer of that name (SHA-256, size); " +
                "github.com/houssammehdi/neural-style-transfer: scripts/check_caffe_weights.py (SHA-256 and MD5 of one file)",
        }),
        FromZoo("resnet50", new("resnetv17_pool1_fwd", 2048), new PublishedFile(
            "resnet50-v1-12.onnx",
            new("https://huggingface.co/onnxmodelzoo/resnet50-v1-12/resolve/1f95315d8bd3b3ca2ceabe54d274e0cdf5a83bbe/resnet50-v1-12.onnx"),
            102_576_593)
        {
            Sha256 = "3f03fdef724b22947eed826f1eef1dc5c34151bb4c37d634f1db89dfa2dd1526",
            ConfirmedBy =
                $"{Manifest}, validated/workflow_scripts/generate_onnx_hub_manifest.py (tensor); " +
                "github.com/bluetape4k/bluetape4k-image: docs/superpowers/research/2026-08-25-issue-548-* (revision)",
        }),
        FromZoo("mobilenetv2", new("464", 1280), new PublishedFile(
            "mobilenetv2-10.onnx",
            new("https://huggingface.co/onnxmodelzoo/mobilenetv2-10/resolve/02be6d5da12f60afa5b76260fc44f9f715b4cf75/mobilenetv2-10.onnx"),
            13_963_115)
        {
            Sha256 = "0e7c0aa4bc74650386fa1d2c84705753de7c2bdb21909ada5c59154bb429e092",
            ConfirmedBy = Manifest,
        }),
        FromZoo("squeezenet1.1", new("squeezenet0_pool3_fwd", 1000), new PublishedFile(
            "squeezenet1.1-7.onnx",
            new("https://huggingface.co/onnxmodelzoo/squeezenet1.1-7/resolve/61e525224ad479521059f4586bcacf50ad3627ca/squeezenet1.1-7.onnx"),
            4_956_208)
        {
            Sha256 = "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088",
            ConfirmedBy = $"{Manifest}; github.com/awemorris/suika3: tests/testcases/onnx2noct/oracle/build_models_lock.py (revision)",
        }),
        FromZoo("efficientnet-lite4", new("efficientnet-lite4/model/head/AvgPool:0", 1280), new PublishedFile(
            "efficientnet-lite4-11.onnx",
            new("https://huggingface.co/onnxmodelzoo/efficientnet-lite4-11/resolve/main/efficientnet-lite4-11.onnx"),
            51_946_641)
        {
            Sha256 = "d111689907c06eea7c82e4833ddef758da6453b9d4cf60b7e99ca05c7cbd9c12",
            ConfirmedBy = Manifest,
        }) with
        {
            Preprocessing = ImageNet with { Divisor = 1, Mean = new(127, 127, 127), Std = new(128, 128, 128), Layout = TensorLayout.Hwc },
        },
        new()
        {
            Name = "dinov2-small",
            // Meta's weights, made ONNX by them.
            Source = "onnx-community",
            License = Apache,
            Length = 88_532_934,
            // The class token and 16 x 16 patches, 384 values each.
            Layers = [new("last_hidden_state", 257 * 384)],
            Preprocessing = ImageNet with { Interpolation = Interpolation.Bicubic },
            File = new(
                "dinov2-small.onnx",
                new("https://huggingface.co/onnx-community/dinov2-small/resolve/8b1f705a3a7f6f062f6bdd21986c1583d3ef105d/onnx/model.onnx"),
                88_532_934)
            {
                Sha256 = "f22797eabf810a75e41de68d378541ebea372122b25c4ce3ef25ff618250c20a",
                ConfirmedBy = "github.com/TomaszL77/ElectroCount: src/electrocount/ai/model_catalog.py (address, SHA-256, size), and others that agree with it",
            },
        },
    ];

    // A property, since the entries above need it before any field of this class has its value.
    private static Preprocessing ImageNet => PreprocessingPreset.Of(PreprocessingPreset.ImageNet, 224, 224);

    /// <summary>The entry of a name; null when there is none.</summary>
    public static CatalogueEntry? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.FirstOrDefault(entry => entry.Name == name);
    }

    /// <summary>The entry of a name.</summary>
    /// <exception cref="BackboneException">There is none; the message has the names near to it.</exception>
    public static CatalogueEntry Get(string name)
    {
        if (Find(name) is { } entry)
            return entry;
        var near = NearNames.Of(name, Entries.Select(known => known.Name));
        throw new BackboneException(
            $"There is no backbone '{name}' in the catalogue. " +
            (near.Length > 0 ? $"Near it {(near.Length == 1 ? "is" : "are")} '{string.Join("', '", near)}'; " : "") +
            "'graft backbones' lists all.");
    }

    /// <summary>Where the ONNX file of a backbone is, or would be, on this machine; null for one that is part of Graft.</summary>
    /// <param name="entry">The backbone.</param>
    /// <param name="cacheFolder">The folder that keeps it; <see cref="GraftFolders.Cache"/> where null.</param>
    /// <exception cref="OutputException">The environment names no such folder.</exception>
    public static string? PathOf(CatalogueEntry entry, string? cacheFolder = null)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.File is null ? null : Path.Combine(GraftFolders.Backbones(cacheFolder ?? GraftFolders.Cache), $"{entry.Name}.onnx");
    }

    /// <summary>Whether a backbone is on this machine. Nothing is read but the folder.</summary>
    /// <inheritdoc cref="PathOf"/>
    public static bool IsHere(CatalogueEntry entry, string? cacheFolder = null) =>
        PathOf(entry, cacheFolder) is not { } path || File.Exists(path);

    private static CatalogueEntry Vgg(string name, PublishedFile file) => new()
    {
        Name = name,
        Source = "Keras",
        // Keras ported them from the ones that Oxford's Visual Geometry Group released under this licence.
        License = "CC BY 4.0",
        Length = file.Length,
        Layers = [new("block5_pool", 7 * 7 * 512), new("fc1", 4096), new("fc2", 4096)],
        Architecture = name,
        File = file,
    };

    private static CatalogueEntry FromZoo(string name, CatalogueLayer layer, PublishedFile file) => new()
    {
        Name = name,
        Source = Zoo,
        License = Apache,
        Length = file.Length,
        Layers = [layer],
        Preprocessing = ImageNet,
        File = file,
    };
}
