namespace Graft;

/// <summary>Options that all linear fits have.</summary>
internal static class LinearChecks
{
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public static void Require(ClassifierOptions options, double c, double tolerance, int maxIterations)
    {
        if (!(c > 0 && double.IsFinite(c)))
            throw new ArgumentOutOfRangeException(nameof(options), c, "C must be more than 0 and finite.");
        if (!(tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(options), tolerance, "Tolerance must be more than 0.");
        if (maxIterations < 1)
            throw new ArgumentOutOfRangeException(nameof(options), maxIterations, "MaxIterations must be at least 1.");
        if (options.Threads < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "Threads must be at least 0.");
        if (options.MemoryLimit < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.MemoryLimit, "MemoryLimit must be at least 0.");
    }
}
