namespace Graft;

/// <summary>What a linear model minimises besides its loss, and when it has done so.</summary>
internal sealed record LinearTask
{
    /// <summary>Factor of |W|^2 / 2 beside the mean loss over the rows, more than 0.</summary>
    public required double Penalty { get; init; }

    /// <summary>Whether intercepts are penalised as weights are.</summary>
    public bool IsInterceptPenalized { get; init; }

    /// <summary>The value of the feature whose weight an intercept is, where it is penalised.</summary>
    public double InterceptScaling { get; init; } = 1;

    /// <summary>Largest gap to the lowest value, as a fraction of the value.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Steps after which it gives up.</summary>
    public required int MaxIterations { get; init; }
}
