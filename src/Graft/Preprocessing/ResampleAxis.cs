namespace Graft;

/// <summary>
/// One axis of a resize: <paramref name="SourceLength"/> pixels become <paramref name="FullLength"/>, of which only
/// <paramref name="Length"/> from <paramref name="First"/> on are wanted.
/// </summary>
internal readonly record struct ResampleAxis(
    int SourceLength, int FullLength, int First, int Length, Interpolation Interpolation)
{
    /// <summary>Nothing is scaled along this axis, at most cut off.</summary>
    public bool IsUnscaled => SourceLength == FullLength;
}
