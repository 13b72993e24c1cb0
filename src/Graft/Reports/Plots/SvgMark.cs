namespace Graft;

/// <summary>What one mark of a plot says when it is pointed at, and how it differs from others of its kind.</summary>
/// <param name="Title">Shown on hovering; null for nothing.</param>
internal sealed record SvgMark(string? Title)
{
    /// <summary>How much of its colour it has, 0 to 1.</summary>
    public double Opacity { get; init; } = 1;
}
