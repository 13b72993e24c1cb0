namespace Graft;

/// <summary>
/// Where the point (x, y) of a picture comes from in another: (a x + b y + c, d x + e y + f). Pixels have their centres at halves,
/// as in Pillow's <c>Image.transform</c>.
/// </summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Room in pixels for the rounding of positions, four times what it takes.</summary>
    public const double Margin = 1e-3;

    /// <summary>Turns a picture counter-clockwise about the middle of another, and shifts it.</summary>
    public static AffineMap Turn(double angle, int width, int height, int right, int down)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (middleX, middleY) = (width / 2.0, height / 2.0);
        var (x, y) = (middleX + right, middleY + down);
        return new(cos, -sin, middleX - (cos * x) + (sin * y), sin, cos, middleY - (sin * x) - (cos * y));
    }

    /// <summary>The same for an origin that lies elsewhere.</summary>
    public AffineMap From(int left, int top) => this with { C = C - left, F = F - top };

    /// <summary>
    /// Whole pixels that bilinear interpolation needs for a picture of <paramref name="width"/> x <paramref name="height"/>, with room
    /// of <paramref name="margin"/> pixels for the rounding of positions.
    /// </summary>
    public (int Left, int Top, int Width, int Height) Reach(int width, int height, double margin = Margin)
    {
        var (left, across) = Reach(A, B, C, width, height, margin);
        var (top, down) = Reach(D, E, F, width, height, margin);
        return (left, top, across, down);
    }

    private static (int First, int Count) Reach(double x, double y, double origin, int width, int height, double margin)
    {
        var (acrossFirst, acrossLast) = (x * 0.5, x * (width - 0.5));
        var (downFirst, downLast) = (y * 0.5, y * (height - 0.5));
        var least = Math.Min(acrossFirst, acrossLast) + Math.Min(downFirst, downLast) + origin - 0.5;
        var most = Math.Max(acrossFirst, acrossLast) + Math.Max(downFirst, downLast) + origin - 0.5;
        var first = (int)Math.Floor(least - margin);
        return (first, (int)Math.Floor(most + margin) + 2 - first);
    }
}
