namespace Graft;

/// <summary>The convolution filters, evaluated in double precision in the order of operations that Pillow uses.</summary>
internal static class ResampleFilter
{
    /// <summary>Half the width of the filter, in source pixels when enlarging and in target pixels when shrinking.</summary>
    public static double Support(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => 1,
        Interpolation.Bicubic => 2,
        Interpolation.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Not a convolution filter."),
    };

    /// <summary>Weight, not normalised, of a sample at signed distance <paramref name="x"/> from the centre.</summary>
    public static double Weight(Interpolation interpolation, double x) => interpolation switch
    {
        Interpolation.Bilinear => Triangle(Math.Abs(x)),
        Interpolation.Bicubic => Keys(Math.Abs(x)),
        _ => Lanczos(x),
    };

    private static double Triangle(double distance) => distance < 1 ? 1 - distance : 0;

    // Horner's form matters: another order of operations rounds some weights to another 22-bit integer.
    private static double Keys(double distance) => distance switch
    {
        < 1 => (1.5 * distance - 2.5) * distance * distance + 1,
        < 2 => (((distance - 5) * distance + 8) * distance - 4) * -0.5,
        _ => 0,
    };

    private static double Lanczos(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
