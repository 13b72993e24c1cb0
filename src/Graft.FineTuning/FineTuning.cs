using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Graft;

/// <summary>
/// The second kind of transfer learning: the classifier of a pretrained network is replaced by a new head, which is trained
/// first by itself, and then together with the last layers of the network.
/// </summary>
public static class FineTuning
{
    /// <summary>What the name of a feature file ends in, where none was named; not <c>.h5</c> alone, which 'train' gives to features of its own.</summary>
    private const string ActivationEnding = ".activations.h5";

    private const string CheckpointEnding = ".checkpoint.safetensors";

    /// <summary>Rate at which a head learns on features; AdamW's usual one.</summary>
    private const double HeadRate = 1e-3;

    /// <summary>
    /// Tunes a network on labelled photos and writes it as one ONNX file, as <see cref="ClassifierExport"/> makes it. Each epoch
    /// is kept in a checkpoint beside the file; after an interruption the same call goes on from there.
    /// </summary>
    /// <param name="model">The pretrained network.</param>
    /// <param name="images">Labelled photos, of at least 2 classes.</param>
    /// <param name="path">Where the tuned network will be; an ONNX file that exists there is replaced.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told once how long it will take, then after each step and each epoch.</param>
    /// <param name="cancellationToken">Stops the work; finished epochs are kept.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the images have no labels.</exception>
    /// <exception cref="TorchException">PyTorch's native library does not load.</exception>
    /// <exception cref="BackboneException">The network cannot be parted there, has operators that cannot be trained, or fails.</exception>
    /// <exception cref="TrainingDataException">The photos do not suffice.</exception>
    /// <exception cref="ImageFolderException">None of the photos can be read.</exception>
    /// <exception cref="OutputException">A file cannot be written, or a checkpoint or feature file there is of another run.</exception>
    public static async Task<FineTuningResult> RunAsync(
        BackboneModel model, ImageSet images, string path, FineTuningOptions? options = null, IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new FineTuningOptions();
        FineTuningOptionChecks.Require(options);
        ClassifierTraining.Check(images, new TrainingOptions { TestFraction = options.TestFraction, Seed = options.Seed });
        TuningData.Of([.. images.Images.Select(image => image.Label)], images.LabelNames, options);
        TorchLibrary.SetThreads(options.Threads);
        var time = Stopwatch.StartNew();
        ClassifierFile.CheckWritable(path);
        var activationPath = ActivationPathOf(path, options);
        Hdf5RowWriter.CheckWritable(activationPath);
        var split = model.Split(options.Features ?? new FeatureOptions(), options.UnfreezeFrom);
        if (model.Precision == BackbonePrecision.Int8 && !split.IsFrozen)
            throw new BackboneException($"'{model.Name}' computes in int8, which cannot be trained. Fine-tune the network that it was made of.", model.Name);
        PackCheck.Require(images, split.Whole.Preprocessing);
        using var network = new TunedNetwork(split, options, images.LabelNames.Length);
        var settings = FineTuningSettings.Of(options, split.UnfreezeFrom);
        var checkpoint = new Checkpoint(CheckpointPathOf(path), Fingerprint(split, images, options, settings), settings);
        var doneEpochs = checkpoint.Check();

        var keepsActivations = options.Augmentation.IsNone;
        var backboneOptions = new BackboneOptions { Threads = options.Threads };
        ImmutableArray<SkippedImage> skipped;
        using (var backbone = new OnnxBackbone(ActivationFile.CutOf(split, keepsActivations), backboneOptions))
        {
            if (!backbone.TakesBatches)
                throw new BackboneException($"'{model.Name}' cannot be fine-tuned: what it gives for a picture depends on the others of its batch.", model.Name);
            progress?.Report(new FineTuningProgress { Phase = "Planning", DoneCount = 0, TotalCount = 1, Estimate = Estimate(network, split, backbone, images, activationPath, options, options.Epochs - doneEpochs) });
            skipped = await ActivationFile.EnsureAsync(backbone, images, activationPath, options, progress, cancellationToken).ConfigureAwait(false);
        }

        using var features = FeatureFile.Open(activationPath);
        var data = TuningData.Of(features.Labels, features.LabelNames, options);
        var files = images.Images.ToDictionary(image => image.Path, StringComparer.Ordinal);
        ImmutableArray<ImageFile> rowFiles = [.. features.Paths.Select(row => files[row])];
        using IActivations activations = keepsActivations
            ? new StoredActivations(activationPath, ActivationFile.LayersOf(split))
            : new PhotoActivations(new OnnxBackbone(split.Frozen(withFeatures: false), backboneOptions), images, rowFiles, options);
        var baseline = data.Test.IsEmpty ? null
            : ClassifierTraining.Run(features, new TrainingOptions { TestFraction = options.TestFraction, Seed = options.Seed, Threads = options.Threads }, null, cancellationToken).Evaluation;

        // Not on the caller's thread, which may have a window to draw; and all on one thread, as PyTorch's scopes belong to one.
        var (state, ending, temperature) = await Task.Run(() => Learn(network, activations, activationPath, data, split, options, checkpoint, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        progress?.Report(new FineTuningProgress { Phase = "Testing", DoneCount = 0, TotalCount = data.Test.Length });
        var classifier = TunedFile.Classifier(network, split, data.LabelNames);
        var testFeatures = data.Test.IsEmpty ? null : TunedFeatures.Of(network, activations, data, classifier, features, options.BatchSize, cancellationToken);
        var evaluation = testFeatures is null ? null : Evaluation.Of(classifier, testFeatures, cancellationToken);
        var record = Record(options, data, settings, state, ending, evaluation);
        await TunedFileWriter.WriteAsync(
            path, TunedFile.Of(network, split, classifier, record, takesBatches: true), network, activations, images, rowFiles, cancellationToken).ConfigureAwait(false);
        checkpoint.Delete();
        return new FineTuningResult
        {
            Record = record,
            Evaluation = evaluation,
            Classifier = classifier,
            TestFeatures = testFeatures,
            ActivationPath = activationPath,
            ImageSource = images.Source,
            Skipped = skipped,
            Elapsed = time.Elapsed,
            History = new TuningHistory
            {
                UnfreezeFrom = split.UnfreezeFrom,
                ValidationCount = data.Validation.Length,
                Epochs = [.. state.Epochs],
                BestEpoch = state.BestEpoch,
                Temperature = temperature,
                Ending = ending,
                Baseline = baseline,
            },
        };
    }

    /// <summary>The feature file that features and activations are in.</summary>
    /// <param name="path">The tuned network.</param>
    /// <param name="options">How it is made.</param>
    public static string ActivationPathOf(string path, FineTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.ActivationPath ?? Path.ChangeExtension(path, null) + ActivationEnding;
    }

    /// <summary>The file that finished epochs are kept in until all is done.</summary>
    /// <param name="path">The tuned network.</param>
    public static string CheckpointPathOf(string path) => Path.ChangeExtension(path, null) + CheckpointEnding;

    private static (TuningState State, string Ending, double? Temperature) Learn(
        TunedNetwork network, IActivations activations, string activationPath, TuningData data, SplitNetwork split, FineTuningOptions options,
        Checkpoint checkpoint, IProgress<FineTuningProgress>? progress, CancellationToken cancellationToken)
    {
        if (!checkpoint.Exists && !split.IsFrozen && options.HeadEpochs > 0)
        {
            var head = options with
            {
                Epochs = options.HeadEpochs,
                Optimizer = FineTuningOptimizer.AdamW,
                HeadLearningRate = HeadRate,
                Schedule = LearningRateSchedule.Cosine,
                Patience = 0,
            };
            using var features = new StoredActivations(activationPath, [FeatureFileNames.Features]);
            new TuningLoop(network.HeadAlone(split.Whole.Parts[^1].Length), features, data with { Validation = [] }, head, new WarmUpProgress(progress)).Run(null, cancellationToken);
        }

        var (state, ending) = new TuningLoop(network, activations, data, options, progress).Run(checkpoint, cancellationToken);
        return (state, ending, HeadCalibration.Apply(network, activations, data, options.BatchSize, cancellationToken));
    }

    private static FineTuningEstimate Estimate(
        TunedNetwork network, SplitNetwork split, OnnxBackbone backbone, ImageSet images, string activationPath, FineTuningOptions options, int epochCount)
    {
        var (train, judged) = (TuningData.Of([.. images.Images.Select(image => image.Label)], images.LabelNames, options) is var data ? (data.Train.Length, data.Validation.Length) : default);
        var (step, judging) = StepTimes.OfBatch(network, split, options.BatchSize);
        var picture = StepTimes.OfPicture(backbone);
        var epoch = (step * train / options.BatchSize) + (judging * judged / options.BatchSize);
        var isDone = FeatureExtraction.IsDone(backbone, images, activationPath);
        return new FineTuningEstimate
        {
            PerEpoch = options.Augmentation.IsNone ? epoch : epoch + (picture * (train + judged)),
            EpochCount = epochCount,
            Activations = isDone ? TimeSpan.Zero : picture * images.Images.Length,
            CacheBytes = (long)images.Images.Length * backbone.FeatureCount * sizeof(float),
            TrainedParameters = network.NetworkWeights.Concat(network.Head.Weights).Sum(weight => weight.Value.numel()),
            RunsPhotos = !options.Augmentation.IsNone,
        };
    }

    private static TrainingRecord Record(FineTuningOptions options, TuningData data, string settings, TuningState state, string ending, Evaluation? evaluation) => new()
    {
        TestFraction = options.TestFraction,
        Seed = options.Seed,
        TrainCount = data.Train.Length + data.Validation.Length,
        TestCount = data.Test.Length,
        Classifier = "finetuned",
        Scaling = OptionTexts.Scaling(FeatureScaling.None),
        Settings = settings,
        Converged = ending != TuningLoop.NotFinite,
        Iterations = state.Done,
        Accuracy = evaluation?.Accuracy,
        ToolVersion = GraftVersion.Text,
        Created = Timestamp.Now(),
    };

    /// <summary>One hash of all that the epochs depend on.</summary>
    private static string Fingerprint(SplitNetwork split, ImageSet images, FineTuningOptions options, string settings)
    {
        var inputs = RowInputs.Sha256([.. images.Images.Select(image => new RowInput(image.Path, images.LabelNames[image.Label]))]);
        var (identity, whole) = (split.Whole.Identity, split.Whole);
        string[] parts = [inputs, identity.Sha256, identity.Layer, whole.Preprocessing.ToJson(), whole.Shaping.ToJson(), settings, $"{options.Seed}", $"{options.TestFraction:R}"];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }
}
