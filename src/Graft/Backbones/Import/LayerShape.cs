namespace Graft;

/// <summary>What a layer gives for one image.</summary>
/// <param name="Channels">Number of maps.</param>
/// <param name="Height">Of each.</param>
/// <param name="Width">Of each.</param>
/// <param name="IsFlat">Whether they lie in one row, which remembers them.</param>
internal readonly record struct LayerShape(long Channels, long Height, long Width, bool IsFlat = false)
{
    /// <summary>Number of values.</summary>
    public long Count => Channels * Height * Width;

    /// <summary>As ONNX says it, without the batch.</summary>
    public long[] Sides => IsFlat ? [Count] : [Channels, Height, Width];
}
