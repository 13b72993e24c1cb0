namespace Graft;

/// <summary>
/// One axis of a resize: what lies from <see cref="Start"/> to <see cref="End"/> of <paramref name="SourceLength"/> pixels
/// becomes <paramref name="FullLength"/>, of which only <paramref name="Length"/> from <paramref name="First"/> on are wanted.
/// </summary>
internal readonly record struct ResampleAxis(
    int SourceLength, int FullLength, int First, int Length, Interpolation Interpolation)
{
    /// <summary>Where the part begins that is resized.</summary>
    public double Start { get; init; }

    /// <summary>Where it ends.</summary>
    public double End { get; init; } = SourceLength;

    /// <summary>Source pixels for each target pixel.</summary>
    public double Scale => (End - Start) / FullLength;

    /// <summary>All source pixels are resized, not a part of them.</summary>
    public bool IsWhole => Start == 0 && End == SourceLength;

    /// <summary>Nothing is scaled along this axis, at most cut off.</summary>
    public bool IsUnscaled => End - Start == FullLength && double.IsInteger(Start);

    /// <summary>The source pixel that becomes the first one wanted, where nothing is scaled.</summary>
    public int FirstSource => (int)Start + First;
}
