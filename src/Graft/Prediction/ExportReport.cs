using System.Collections.Immutable;

namespace Graft;

/// <summary>What was exported, and how near its answers are to those of backbone and classifier.</summary>
/// <param name="Length">Bytes of the file.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="PhotoCount">Photos that it was tried on.</param>
/// <param name="LargestDifference">Of the probabilities of all classes and photos.</param>
/// <param name="LargestTensorDifference">Of the values of the tensors that pixels become in the graph; 0 where it takes tensors.</param>
/// <param name="Skipped">Photos that could not be read.</param>
public sealed record ExportReport(
    long Length, ImmutableArray<string> LabelNames, int PhotoCount, double LargestDifference, double LargestTensorDifference, ImmutableArray<SkippedImage> Skipped)
{
    /// <summary>Where the network was quantised on the way, how many photos get the class that they get in float32; else null.</summary>
    public int? SameLabelCount { get; init; }
}
