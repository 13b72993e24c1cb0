namespace Graft;

/// <summary>One pass of a fine-tuning over its training photos. A loss that had no finite value is there as it was.</summary>
/// <param name="Number">1 for the first; 0 for the network as it was, with its new head, before its layers moved.</param>
/// <param name="LearningRate">Of the network's own layers at the end of the pass; 0 for pass 0.</param>
/// <param name="TrainLoss">Mean cross-entropy over the training photos as they were seen in the pass; null for pass 0.</param>
/// <param name="TrainAccuracy">Share of these that were recognised, 0 to 1; null for pass 0.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the validation photos after the pass; null without any.</param>
/// <param name="ValidationAccuracy">Share of these that were recognised; null without any.</param>
public sealed record TuningEpoch(
    int Number, double LearningRate, double? TrainLoss, double? TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy);
