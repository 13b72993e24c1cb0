namespace Graft;

/// <summary>A resampling filter, with Pillow's arithmetic.</summary>
public enum Interpolation
{
    /// <summary>The nearest source pixel.</summary>
    Nearest,

    /// <summary>Triangle filter, widened when shrinking (antialiased).</summary>
    Bilinear,

    /// <summary>Keys' cubic filter with a = -0.5, widened when shrinking.</summary>
    Bicubic,

    /// <summary>Lanczos filter of three lobes, widened when shrinking.</summary>
    Lanczos,
}
