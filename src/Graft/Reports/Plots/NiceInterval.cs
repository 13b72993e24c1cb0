namespace Graft;

/// <summary>Round distances between ticks, the same on every machine: ScottPlot's own depend on the fonts it finds.</summary>
internal static class NiceInterval
{
    /// <summary>1, 2 or 5 times a power of ten, so that there are at most so many in a range.</summary>
    public static double Of(double range, int most)
    {
        var least = range / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least / power) switch
        {
            <= 1.0001 => 1,
            <= 2.0001 => 2,
            <= 5.0001 => 5,
            _ => 10,
        };
    }
}
