using System.Text.Json;
using Graft.Cli.Output;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FineTuningTextTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 40).Select(i => i % 2)];
    private static readonly Evaluation Tuned = Tunings.Evaluation(Labels, [.. Labels.Select((label, i) => i < 2 ? 1 - label : label)], "a", "b");
    private static readonly Evaluation Frozen = Tunings.Evaluation(Labels, [.. Labels.Select((label, i) => i is > 0 and < 10 ? 1 - label : label)], "a", "b");

    private static readonly TrainingRecord Record = new()
    {
        TestFraction = 0.25,
        Seed = 42,
        TrainCount = 120,
        TestCount = 40,
        Classifier = "finetuned",
        Scaling = "none",
        Settings = "epochs=20",
        Converged = true,
        Iterations = 0,
        ToolVersion = "1",
        Created = "2026-01-01T00:00:00Z",
    };

    [Theory]
    [InlineData(36, 20, 120, 1_800_000_000, "About 14 minutes: 20 epochs of 36 s (measured), after 2 minutes for activations (1.8 GB).")]
    [InlineData(0.51, 1, 1.4, 400, "About 1.9 s: 1 epoch of 0.5 s (measured), after 1.4 s for activations (1 MB).")]
    [InlineData(125, 30, 0, 0, "About 62 minutes: 30 epochs of 2 minutes (measured).")]
    [InlineData(600, 30, 0, 52_000_000, "About 5 h 0 min: 30 epochs of 10 minutes (measured); the activations are there already (52 MB).")]
    [InlineData(7190, 3, 0, 0, "About 6 h 0 min: 3 epochs of 2 h 0 min (measured).")]
    public void It_says_beforehand_how_long_it_will_take(double perEpoch, int epochCount, double activations, long bytes, string text) =>
        Assert.Equal(text, FineTuningText.Of(new FineTuningEstimate
        {
            PerEpoch = TimeSpan.FromSeconds(perEpoch),
            EpochCount = epochCount,
            Activations = TimeSpan.FromSeconds(activations),
            CacheBytes = bytes,
        }));

    [Fact]
    public void The_frozen_and_the_tuned_network_stand_side_by_side()
    {
        Assert.Equal(
            """
                                                  frozen         fine-tuned      difference
            ─────────────────────────────────────────────────────────────────────────────────
              accuracy (rank-1)                   77.50%             95.00%   +17.50 points
              95% interval              62.50% to 87.68%   83.50% to 98.62%
              rank-5 accuracy                    100.00%            100.00%     0.00 points
              mean per-class accuracy             77.50%             95.00%   +17.50 points
              macro F1                            77.49%             95.00%   +17.51 points
              calibration error                   22.50%              5.00%   -17.50 points
            """, string.Join('\n', Lines(Tunings.History(20) with { Baseline = Frozen }).Take(8)));
    }

    private static List<string> Lines(TuningHistory history, Evaluation? tuned = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        FineTuningText.Write(output, isTerminal: false, "m.onnx", Record with { TestCount = history.Baseline is null ? 0 : 40 }, 2, history, history.Baseline is null ? null : tuned ?? Tuned);
        return [.. output.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }

    [Fact]
    public void Then_come_the_agreement_the_end_and_the_file()
    {
        var history = Tunings.History(20) with { Baseline = Frozen };

        Assert.Equal(
            [
                "Of 40 test images 30 are recognised by both, 8 by the fine-tuned network alone, 1 by the frozen one alone (McNemar's exact test: p = 0.039).",
                "All 20 epochs done. The weights after epoch 10 were kept.",
                "m.onnx: network of 2 classes, fine-tuned from 'layer4.0' on with 120 images, tested on 40 others.",
            ],
            Lines(history).TakeLast(3));
        Assert.Equal("Of 40 test images 38 are recognised by both, 0 by the fine-tuned network alone, 0 by the frozen one alone.", Lines(history with { Baseline = Tuned })[^3]);
        Assert.Equal(
            ["Stopped after 20 epochs, as the last brought nothing more on the validation images. No epoch made it better, so that only the head is new.",
                "m.onnx: network of 2 classes, fine-tuned from 'layer4.0\\u001b' on with 120 images; none were kept for a test."],
            Lines(history with { Baseline = null, Ending = "no gain", BestEpoch = 0, UnfreezeFrom = "layer4.0\u001b" }));
        Assert.Equal("Stopped in epoch 4, as the loss was no longer a finite number: take a smaller learning rate. The weights after epoch 1 were kept.", Lines(Tunings.Diverged(3))[0]);
        Assert.Equal("Stopped in epoch 1, as the loss was no longer a finite number: take a smaller learning rate. No epoch made it better, so that only the head is new.", Lines(Tunings.Diverged(0))[0]);
    }

    [Fact]
    public void The_json_has_the_same_and_no_number_that_is_none()
    {
        var json = Json(Tunings.Diverged(3) with { Baseline = Frozen }, Tuned);

        Assert.Equal("m.onnx", json.GetProperty("out").GetString());
        Assert.Equal(0.95, json.GetProperty("accuracy").GetDouble());
        Assert.Equal(2, json.GetProperty("classes").GetArrayLength());
        var tuning = json.GetProperty("tuning");
        Assert.Equal(0.775, tuning.GetProperty("baseline").GetProperty("accuracy").GetDouble());
        Assert.Equal(0.0390625, tuning.GetProperty("comparison").GetProperty("pValue").GetDouble());
        Assert.Equal("loss not finite", tuning.GetProperty("ending").GetString());
        var last = tuning.GetProperty("epochs")[4];
        Assert.Equal((4, JsonValueKind.Null, 0.1, JsonValueKind.Null), (last.GetProperty("number").GetInt32(), last.GetProperty("trainLoss").ValueKind, last.GetProperty("trainAccuracy").GetDouble(), last.GetProperty("validationLoss").ValueKind));
        Assert.Equal(JsonValueKind.Null, Json(Tunings.History(2), null).GetProperty("accuracy").ValueKind);

        static JsonElement Json(TuningHistory history, Evaluation? tuned)
        {
            using var output = new StringWriter();
            Graft.Cli.Output.Json.Write(output, FineTuningJson.Of("m.onnx", Record, 2, history, tuned));
            return JsonDocument.Parse(output.ToString()).RootElement;
        }
    }
}
