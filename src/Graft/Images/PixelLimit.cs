namespace Graft;

/// <summary>Refuses pictures whose pixels would take too much memory, from their header alone.</summary>
internal static class PixelLimit
{
    /// <exception cref="ImageReadException">The picture has more pixels than <paramref name="limit"/>.</exception>
    public static void Check(int width, int height, long limit, string name)
    {
        // The second bound is the largest array of bytes.
        var pixels = (long)width * height;
        if (pixels > limit || pixels * 4 > Array.MaxLength)
            throw new ImageReadException(name, $"its {width:N0} x {height:N0} pixels are more than the limit of {limit:N0}") { Problem = ImageProblem.TooLarge };
    }
}
