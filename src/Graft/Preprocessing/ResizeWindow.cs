namespace Graft;

/// <summary>
/// A picture is resized to <paramref name="FullWidth"/> x <paramref name="FullHeight"/>, and of that only a rectangle is
/// computed: pixel for pixel what cutting it out afterwards would give.
/// </summary>
internal readonly record struct ResizeWindow(
    int FullWidth, int FullHeight, int Left, int Top, int Width, int Height)
{
    /// <summary>The whole resized picture.</summary>
    public static ResizeWindow Whole(int width, int height) => new(width, height, 0, 0, width, height);

    /// <summary>Left to right, for a picture <paramref name="sourceWidth"/> wide.</summary>
    public ResampleAxis Horizontal(int sourceWidth, Interpolation interpolation) =>
        new(sourceWidth, FullWidth, Left, Width, interpolation);

    /// <summary>Top to bottom, for a picture <paramref name="sourceHeight"/> high.</summary>
    public ResampleAxis Vertical(int sourceHeight, Interpolation interpolation) =>
        new(sourceHeight, FullHeight, Top, Height, interpolation);
}
