using System.Collections.Immutable;

namespace Graft.Tests.Support;

/// <summary>Made-up fine-tunings whose numbers go together, and reports with them.</summary>
internal static class Tunings
{
    /// <summary>A loss that falls, and on the validation photos rises again.</summary>
    /// <param name="epochCount">Passes.</param>
    /// <param name="validationCount">Photos for validation; 0 for none.</param>
    public static TuningHistory History(int epochCount, int validationCount = 60) => new()
    {
        UnfreezeFrom = "layer4.0",
        ValidationCount = validationCount,
        Epochs = [.. Enumerable.Range(0, epochCount + 1).Select(k => Epoch(k, epochCount, validationCount > 0))],
        BestEpoch = validationCount > 0 ? Math.Min(epochCount, (epochCount + 1) / 2) : epochCount,
        Ending = "all epochs",
        Baseline = null,
    };

    /// <summary>The same, broken off by a loss that was not finite after so many passes; the pass itself is among them.</summary>
    public static TuningHistory Diverged(int finiteCount) => History(finiteCount) is var history
        ? history with
        {
            Epochs = [.. history.Epochs.SkipLast(finiteCount > 1 ? 1 : 0), .. finiteCount > 1 ? new[] { history.Epochs[^1] with { TrainLoss = 4.1e8, ValidationLoss = 7e11 } } : [], new TuningEpoch(finiteCount + 1, 0.5, double.NaN, 0.1, double.PositiveInfinity, null)],
            BestEpoch = Math.Min(1, finiteCount),
            Ending = "loss not finite",
        }
        : null!;

    /// <summary>A report of a tuned network, beside a frozen one that does worse on the same rows.</summary>
    public static ClassifierReport Report(FeatureSet rows, TuningHistory? history)
    {
        var (tuned, frozen) = (ReportPages.Train(rows, c: 0.1), ReportPages.Train(rows, c: 1e-5));
        var tests = rows.Select(ReportPages.Unseen(tuned, rows));
        tuned = new ClassifierFile(tuned.Classifier, tuned.Record with { Classifier = "finetuned", Settings = "unfreeze-from=layer4.0, epochs=20" }, tuned.SeenRows);
        return ReportPages.Report(tuned, tests, new ReportOptions { HasLearningCurve = false, Map = MapMethod.Pca }) with
        {
            Tuning = history is null ? null : history with { Baseline = Graft.Evaluation.Of(frozen.Classifier, tests) },
        };
    }

    /// <summary>Known predictions, each with all the probability.</summary>
    public static Evaluation Evaluation(ReadOnlySpan<int> labels, ReadOnlySpan<int> predicted, params ImmutableArray<string> names)
    {
        var probabilities = new float[labels.Length * names.Length];
        for (var i = 0; i < labels.Length; i++)
            probabilities[i * names.Length + predicted[i]] = 1;
        return Graft.Evaluation.Of(probabilities, labels, names);
    }

    private static TuningEpoch Epoch(int k, int epochCount, bool hasValidation)
    {
        var share = (double)k / Math.Max(1, epochCount);
        var (loss, validation) = (0.05 + 0.7 * Math.Exp(-4 * share), 0.24 + 0.55 * Math.Exp(-5 * share) + 0.09 * share * share);
        return new TuningEpoch(
            k, k == 0 ? 0 : 0.002 * (1 + Math.Cos(Math.PI * share)) / 2, k == 0 ? null : loss, k == 0 ? null : 1 - loss / 4,
            hasValidation ? validation : null, hasValidation ? 1 - validation / 3 : null);
    }
}
