namespace Graft;

/// <summary>A way to part the rows of a node.</summary>
/// <param name="Feature">Which feature decides.</param>
/// <param name="Threshold">Rows with at most this go left.</param>
/// <param name="Score">Over both sides, the sum of squared class weights divided by the side's weight; the higher, the purer by Gini.</param>
internal readonly record struct FeatureSplit(int Feature, float Threshold, double Score)
{
    public static FeatureSplit None { get; } = new(-1, 0, double.NegativeInfinity);
}
