namespace Graft.Tests.Support;

/// <summary>A small network with a residual block, photos of noise, and a fine-tuning of it that takes a second.</summary>
internal sealed class TuningCase : IDisposable
{
    /// <summary>The first layer of the last stage.</summary>
    public const string LastStage = "conv2";

    public TuningCase(int photosPerClass = 10, int classCount = 2)
    {
        NetworkPath = Write(Folder["net.onnx"]);
        for (var label = 0; label < classCount; label++)
        {
            for (var i = 0; i < photosPerClass; i++)
                Folder.Write($"photos/class {label}/{i:00}.png", TestImages.Png(Side, Side, (label * 1000) + i));
        }
    }

    public const int Side = 24;

    public TempFolder Folder { get; } = new();

    public string NetworkPath { get; }

    public string PhotoPath => Folder["photos"];

    /// <summary>Options that learn by heart: every photo is for training, one thread, a high rate.</summary>
    public static FineTuningOptions ByHeart { get; } = new()
    {
        Features = new FeatureOptions { Preprocessing = PreprocessingPreset.Of("imagenet", Side, Side, TensorLayout.Chw) },
        TestFraction = 0,
        ValidationFraction = 0,
        Epochs = 40,
        HeadEpochs = 2,
        BatchSize = 8,
        LearningRate = 3e-3,
        LabelSmoothing = 0,
        WeightDecay = 0,
        Threads = 1,
    };

    public string Out(string name = "tuned.onnx") => Folder[name];

    public Task<FineTuningResult> RunAsync(FineTuningOptions options, string name = "tuned.onnx", Action<FineTuningProgress>? seen = null) =>
        StartAsync(options, name, seen, TestContext.Current.CancellationToken);

    /// <summary>A run that is cancelled in the middle of an epoch.</summary>
    public async Task InterruptAsync(FineTuningOptions options, int epoch, string name = "tuned.onnx")
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartAsync(options, name, value =>
        {
            if (value.Epoch == epoch)
                cancellation.Cancel();
        }, cancellation.Token));
    }

    private Task<FineTuningResult> StartAsync(FineTuningOptions options, string name, Action<FineTuningProgress>? seen, CancellationToken cancellationToken) =>
        FineTuning.RunAsync(BackboneModel.Open(NetworkPath), ImageInput.Open(PhotoPath), Out(name), options, seen is null ? null : new Watch(seen), cancellationToken);

    public void Dispose() => Folder.Dispose();

    private static string Write(string path) => new TestNetwork([0, 3, Side, Side])
        .Weights("w1", 8, 3, 3, 3).Weights("b1", 8).Node("Conv", "conv1", ["x", "w1", "b1"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Relu", "relu1", ["conv1"])
        .Node("MaxPool", "pool1", ["relu1"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
        .Weights("w2", 16, 8, 3, 3).Node("Conv", "conv2", ["pool1", "w2"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Weights("scale", 16).Weights("shift", 16).Weights("mean", 16).Positive("variance", 16)
        .Node("BatchNormalization", "bn2", ["conv2", "scale", "shift", "mean", "variance"])
        .Node("Relu", "relu2", ["bn2"])
        .Weights("w3", 16, 16, 3, 3).Weights("b3", 16).Node("Conv", "conv3", ["relu2", "w3", "b3"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Add", "sum", ["conv3", "relu2"])
        .Node("Relu", "relu3", ["sum"])
        .Node("GlobalAveragePool", "pooled", ["relu3"])
        .Node("Flatten", "features", ["pooled"])
        .Output("features", 0, 16).Save(path);

    private sealed class Watch(Action<FineTuningProgress> seen) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => seen(value);
    }
}
