using ScottPlot;

namespace Graft;

/// <summary>A text of a plot.</summary>
/// <param name="Text">The text.</param>
/// <param name="Place">Where it is, once the plot knows its scales: a point that <see cref="Anchor"/> refers to.</param>
internal sealed record SvgLabel(string Text, Func<Plot, Pixel> Place)
{
    /// <summary>Which part of the text is there: <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public string Anchor { get; init; } = "middle";

    /// <summary>Degrees by which it is turned, clockwise.</summary>
    public int Turn { get; init; }

    /// <summary>Class of the style sheet; null for plain text.</summary>
    public string? Style { get; init; }

    /// <summary>What it says when it is pointed at, the whole of a name that was cut off for one; null for nothing.</summary>
    public string? Title { get; init; }

    /// <summary>Where the JSON of the report has the number that it shows; null for no number.</summary>
    public string? DataPlace { get; init; }
}
