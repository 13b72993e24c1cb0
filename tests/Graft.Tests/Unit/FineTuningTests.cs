using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Unit;

public sealed class FineTuningTests : IDisposable
{
    private readonly TuningCase _case = new();

    public FineTuningTests() => Torch.Require();

    public void Dispose() => _case.Dispose();

    [Fact]
    public async Task Twenty_photos_of_noise_are_learnt_by_heart()
    {
        var result = await _case.RunAsync(TuningCase.ByHeart with { UnfreezeFrom = "conv1", Epochs = 120, LearningRate = 5e-3, Schedule = LearningRateSchedule.Constant });

        Assert.Equal(1, result.History.Epochs[^1].TrainAccuracy);
        Assert.True(result.History.Epochs[1].TrainAccuracy < 1);
        Assert.Null(result.Evaluation);
        Assert.Equal("all epochs", result.History.Ending);
        // And the file knows them too.
        using var tuned = ImageClassifier.Load(_case.Out());
        Assert.All(Directory.GetFiles(_case.PhotoPath, "*.png", SearchOption.AllDirectories), path => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(path)), tuned.Predict(path)[0].Name));
    }

    [Fact]
    public async Task Only_what_is_unfrozen_moves()
    {
        await _case.RunAsync(TuningCase.ByHeart with { UnfreezeFrom = "conv3", Epochs = 2 });

        var (before, after) = (Weights(_case.NetworkPath), Weights(_case.Out()));
        Assert.All(new[] { "w1", "b1", "w2", "scale", "shift", "mean", "variance" }, name => Assert.Equal(before[name], after[name]));
        Assert.All(new[] { "w3", "b3" }, name => Assert.NotEqual(before[name], after[name]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statistics_of_batch_normalisations_stay_unless_they_are_to_follow(bool updates)
    {
        await _case.RunAsync(TuningCase.ByHeart with { Epochs = 2, UpdatesStatistics = updates });

        var (before, after) = (Weights(_case.NetworkPath), Weights(_case.Out()));
        Assert.NotEqual(before["scale"], after["scale"]);
        Assert.Equal(!updates, before["mean"].SequenceEqual(after["mean"]));
        Assert.Equal(!updates, before["variance"].SequenceEqual(after["variance"]));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_curve_and_file_twice()
    {
        var options = TuningCase.ByHeart with { Epochs = 4, HeadWidth = 8, TestFraction = 0.2, ValidationFraction = 0.25 };

        var (one, two) = (await _case.RunAsync(options, "one.onnx"), await _case.RunAsync(options, "two.onnx"));
        var other = await _case.RunAsync(options with { Seed = 1 }, "other.onnx");

        Assert.Equal(one.History.Epochs, two.History.Epochs);
        Assert.NotEqual(one.History.Epochs, other.History.Epochs);
        Unstamped.Same(_case.Out("one.onnx"), _case.Out("two.onnx"));
    }

    [Theory]
    [InlineData(FineTuningOptimizer.AdamW, 1)]
    [InlineData(FineTuningOptimizer.AdamW, 3)]
    [InlineData(FineTuningOptimizer.Sgd, 2)]
    public async Task A_run_that_was_interrupted_comes_to_what_an_unbroken_one_comes_to(FineTuningOptimizer optimizer, int epoch)
    {
        var options = TuningCase.ByHeart with { Epochs = 4, HeadWidth = 8, Optimizer = optimizer, ValidationFraction = 0.25, UpdatesStatistics = true };
        var whole = await _case.RunAsync(options, "whole.onnx");

        await _case.InterruptAsync(options, epoch + 1, "x.onnx");
        Assert.False(File.Exists(_case.Out("x.onnx")));
        Assert.True(File.Exists(_case.Out("x.checkpoint.safetensors")));
        // What a kill in the middle of the next checkpoint leaves.
        File.WriteAllBytes(_case.Out("x.checkpoint.safetensors.partial"), new byte[1000]);
        var epochs = new List<int>();
        var resumed = await _case.RunAsync(options, "x.onnx", value => epochs.Add(value.Epoch));

        Assert.Equal(epoch + 1, epochs.First(number => number > 0));
        Assert.Equal(whole.History.Epochs, resumed.History.Epochs);
        Assert.Equal(whole.History.BestEpoch, resumed.History.BestEpoch);
        Unstamped.Same(_case.Out("whole.onnx"), _case.Out("x.onnx"));
        Assert.Empty(Directory.GetFiles(_case.Folder.Path, "*checkpoint*"));
    }

    [Fact]
    public async Task A_checkpoint_of_other_options_or_a_damaged_one_is_refused_and_left_alone()
    {
        var options = TuningCase.ByHeart with { Epochs = 3 };
        await _case.InterruptAsync(options, 2);
        var path = _case.Out("tuned.checkpoint.safetensors");
        var bytes = File.ReadAllBytes(path);

        var other = await Assert.ThrowsAsync<OutputException>(() => _case.RunAsync(options with { Epochs = 5 }));
        Assert.Contains("epochs=3", other.Message);
        Assert.Contains("remove it to start over", other.Message);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        foreach (var length in new[] { 0, 7, 500, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            var damaged = await Assert.ThrowsAsync<OutputException>(() => _case.RunAsync(options));
            Assert.DoesNotContain('\n', damaged.Message);
            Assert.Contains(path, damaged.Message);
        }
    }

    [Theory]
    [InlineData(0.25, 0)]
    [InlineData(0, 0)]
    public async Task A_loss_that_is_not_finite_ends_it_with_the_last_good_weights(double validation, int best)
    {
        var options = TuningCase.ByHeart with { Optimizer = FineTuningOptimizer.Sgd, LearningRate = 1e12, Momentum = 0, ValidationFraction = validation };

        var result = await _case.RunAsync(options);

        Assert.Equal("loss not finite", result.History.Ending);
        Assert.Equal(best, result.History.BestEpoch);
        Assert.False(result.Record.Converged);
        Assert.All(Weights(_case.Out()).Values, values => Assert.DoesNotContain(values, value => !float.IsFinite(value)));
        Assert.Equal(Weights(_case.NetworkPath)["w3"], Weights(_case.Out())["w3"]);
    }

    [Fact]
    public async Task Training_stops_where_validation_gains_nothing()
    {
        // Noise has nothing in it that goes for other photos.
        var result = await _case.RunAsync(TuningCase.ByHeart with { ValidationFraction = 0.3, Patience = 2, Epochs = 100 });

        Assert.Equal("no gain", result.History.Ending);
        Assert.Equal(result.History.BestEpoch + 2, result.History.Epochs[^1].Number);
        Assert.Equal(6, result.History.ValidationCount);
    }

    [Fact]
    public async Task The_head_alone_is_trained_where_nothing_is_unfrozen()
    {
        var result = await _case.RunAsync(TuningCase.ByHeart with { UnfreezeFrom = "none", Epochs = 2, HeadWidth = 5 });

        var (before, after) = (Weights(_case.NetworkPath), Weights(_case.Out()));
        Assert.All(before, pair => Assert.Equal(pair.Value, after[pair.Key]));
        Assert.Equal(5, result.Classifier.FeatureCount);
        Assert.Equal("none", result.History.UnfreezeFrom);
    }

    [Fact]
    public async Task The_test_photos_and_the_baseline_are_those_of_train()
    {
        var result = await _case.RunAsync(TuningCase.ByHeart with { TestFraction = 0.25, ValidationFraction = 0.2, Epochs = 1 });

        using var features = FeatureFile.Open(result.ActivationPath);
        var expected = ClassifierTraining.Run(features, new TrainingOptions { TestFraction = 0.25 }, null, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Evaluation!.Accuracy, result.History.Baseline!.Accuracy);
        Assert.Equal(expected.Evaluation.Mistakes, result.History.Baseline.Mistakes);
        var split = StratifiedSplit.Of(features.Labels, features.LabelNames, 0.25, 42);
        Assert.Equal(split.TestRows.Select(row => features.Paths[row]), result.TestFeatures!.Paths);
        Assert.Equal(split.TrainRows.Length, result.Record.TrainCount);
    }

    [Fact]
    public async Task Activations_that_are_there_are_used_again()
    {
        var options = TuningCase.ByHeart with { Epochs = 1 };
        var first = await _case.RunAsync(options);
        var written = File.GetLastWriteTimeUtc(first.ActivationPath);
        File.SetLastWriteTimeUtc(first.ActivationPath, written = written.AddDays(-1));

        await _case.RunAsync(options with { Epochs = 2 });
        Assert.Equal(written, File.GetLastWriteTimeUtc(first.ActivationPath));
        // Another boundary needs other activations.
        await _case.RunAsync(options with { UnfreezeFrom = "conv3" });
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(first.ActivationPath));
    }

    [Fact]
    public async Task One_class_is_refused()
    {
        Directory.Delete(Path.Combine(_case.PhotoPath, "class 1"), recursive: true);

        var refusal = await Assert.ThrowsAsync<TrainingDataException>(() => _case.RunAsync(TuningCase.ByHeart));

        Assert.Contains("at least 2 classes", refusal.Message);
    }

    [Fact]
    public async Task A_class_that_is_too_small_for_its_parts_is_named()
    {
        _case.Folder.Write("photos/class 9/1.png", TestImages.Png(24, 24, 1));
        _case.Folder.Write("photos/class 9/2.png", TestImages.Png(24, 24, 2));

        var refusal = await Assert.ThrowsAsync<TrainingDataException>(() => _case.RunAsync(TuningCase.ByHeart with { TestFraction = 0.25, ValidationFraction = 0.1 }));

        Assert.Contains("'class 9' has one photo left for training", refusal.Message);
    }

    [Fact]
    public async Task A_pack_of_smaller_pictures_is_refused()
    {
        await ImagePacking.RunAsync(ImageInput.Open(_case.PhotoPath), _case.Folder["pack.h5"], new PackingOptions { Size = 16 }, cancellationToken: TestContext.Current.CancellationToken);
        var model = BackboneModel.Open(_case.NetworkPath);

        var refusal = await Assert.ThrowsAsync<ImageFolderException>(() => FineTuning.RunAsync(model, ImageInput.Open(_case.Folder["pack.h5"]), _case.Out(), TuningCase.ByHeart, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("has pictures of 16 x 16; the network takes 24 x 24", refusal.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        FineTuningOptions[] wrong =
        [
            new() { Epochs = 0 }, new() { BatchSize = 0 }, new() { HeadWidth = -1 }, new() { Dropout = 1 }, new() { LearningRate = 0 }, new() { LearningRate = double.NaN },
            new() { HeadLearningRate = -1 }, new() { WeightDecay = -1 }, new() { LabelSmoothing = 1 }, new() { Momentum = 1 }, new() { WarmupEpochs = double.NaN }, new() { ValidationFraction = 1 },
        ];

        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => FineTuningOptionChecks.Require(options)));
    }

    private static Dictionary<string, float[]> Weights(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Initializer
        .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float)
        .ToDictionary(tensor => tensor.Name, tensor => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
}
