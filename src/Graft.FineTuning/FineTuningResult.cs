using System.Collections.Immutable;

namespace Graft;

/// <summary>What came of a fine-tuning.</summary>
public sealed record FineTuningResult
{
    /// <summary>How it came about.</summary>
    public required TrainingRecord Record { get; init; }

    /// <summary>The epochs, and what the frozen network gave.</summary>
    public required TuningHistory History { get; init; }

    /// <summary>How the tuned network did on the test photos; null without any.</summary>
    public required Evaluation? Evaluation { get; init; }

    /// <summary>The head's last layer.</summary>
    public required LinearClassifier Classifier { get; init; }

    /// <summary>What that layer is given for the test photos; null without any.</summary>
    public required FeatureSet? TestFeatures { get; init; }

    /// <summary>The feature file that features and activations are in.</summary>
    public required string ActivationPath { get; init; }

    /// <summary>Where the photos are; null where they were named one by one.</summary>
    internal string? ImageSource { get; init; }

    /// <summary>Images that could not be read.</summary>
    public required ImmutableArray<SkippedImage> Skipped { get; init; }

    /// <summary>Time that it took, without earlier runs that were interrupted.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What a report on the test photos is made of, with <see cref="ClassifierReport.Of"/>.</summary>
    public ClassifierFile ToClassifierFile() => new(Classifier, Record, SeenRows.None);
}
