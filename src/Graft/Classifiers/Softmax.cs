namespace Graft;

/// <summary>Softmax of one row of scores.</summary>
internal static class Softmax
{
    /// <summary>Turns scores into probabilities. Shifted by the maximum, so that no score is too large; summed in double.</summary>
    public static void InPlace(Span<float> scores)
    {
        var max = float.NegativeInfinity;
        foreach (var score in scores)
            max = Math.Max(max, score);
        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp((double)score - max);
        foreach (ref var score in scores)
            score = (float)(Math.Exp((double)score - max) / sum);
    }
}
