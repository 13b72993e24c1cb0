namespace Graft;

/// <summary>
/// A picture is resized to <paramref name="FullWidth"/> x <paramref name="FullHeight"/>, and of that only a rectangle is
/// computed: pixel for pixel what cutting it out afterwards would give.
/// </summary>
internal readonly record struct ResizeWindow(
    int FullWidth, int FullHeight, int Left, int Top, int Width, int Height)
{
    /// <summary>
    /// What is resized to the full size; null for the whole picture. The filter takes pixels beyond it where there are
    /// any, as Pillow's does; so the window may reach out of the full size as long as its pixels have their centres in the picture.
    /// </summary>
    public SourceBox? Box { get; init; }

    /// <summary>The whole resized picture.</summary>
    public static ResizeWindow Whole(int width, int height) => new(width, height, 0, 0, width, height);

    /// <summary>Left to right, for a picture <paramref name="sourceWidth"/> wide.</summary>
    public ResampleAxis Horizontal(int sourceWidth, Interpolation interpolation) =>
        new(sourceWidth, FullWidth, Left, Width, interpolation) { Start = Box?.Left ?? 0, End = Box?.Right ?? sourceWidth };

    /// <summary>Top to bottom, for a picture <paramref name="sourceHeight"/> high.</summary>
    public ResampleAxis Vertical(int sourceHeight, Interpolation interpolation) =>
        new(sourceHeight, FullHeight, Top, Height, interpolation) { Start = Box?.Top ?? 0, End = Box?.Bottom ?? sourceHeight };
}
