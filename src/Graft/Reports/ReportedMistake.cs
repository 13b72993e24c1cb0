using System.Collections.Immutable;

namespace Graft;

/// <summary>A test photo that was taken for another class, as a report shows it.</summary>
/// <param name="Path">Path of the photo.</param>
/// <param name="TrueName">Its class.</param>
/// <param name="PredictedName">What it was taken for.</param>
/// <param name="Probability">How sure the classifier was of that, 0 to 1.</param>
/// <param name="TrueProbability">How sure it was of the photo's own class, 0 to 1.</param>
public sealed record ReportedMistake(string Path, string TrueName, string PredictedName, float Probability, float TrueProbability)
{
    /// <summary>A small JPEG of the photo; empty when it could not be read.</summary>
    public ImmutableArray<byte> Thumbnail { get; init; } = [];

    /// <summary>Why there is none, a clause without a full stop; null when there is one.</summary>
    public string? Problem { get; init; }
}
