namespace Graft;

/// <summary>The values of a tensor that 256 steps stand for; 0 is one of them.</summary>
/// <param name="Scale">A step, more than 0.</param>
/// <param name="ZeroPoint">The step that is 0.</param>
internal readonly record struct ActivationRange(float Scale, byte ZeroPoint)
{
    /// <summary>Steps of uint8 beside the first.</summary>
    public const int Steps = 255;

    public double Low => -(double)Scale * ZeroPoint;

    public double High => (double)Scale * (Steps - ZeroPoint);

    /// <summary>The steps for values between two bounds.</summary>
    /// <param name="low">At most 0.</param>
    /// <param name="high">At least 0.</param>
    public static ActivationRange Of(double low, double high)
    {
        // A tensor that was 0 all the time has no scale of its own; any will do.
        var scale = Math.Max((float)((high - low) / Steps), SmallestScale);
        return low >= 0 ? new ActivationRange(scale, 0) : new ActivationRange(scale, (byte)Math.Clamp(Math.Round(-low / scale), 0, Steps));
    }

    /// <summary>Below it the product with a weight's scale would be no normal number.</summary>
    private const float SmallestScale = 1e-12f;
}
