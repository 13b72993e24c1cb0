namespace Graft.Cli.Output;

/// <summary>Lists on standard error which images could not be read, and why.</summary>
internal static class SkippedList
{
    public static void Write(IReadOnlyCollection<SkippedImage> skipped)
    {
        if (skipped.Count == 0)
            return;
        Console.Error.WriteLine(skipped.Count == 1 ? "1 image could not be read and was skipped:" : $"{skipped.Count:N0} images could not be read and were skipped:");
        foreach (var image in skipped)
            Lines.WriteError($"  {image.Path}: {image.Reason}");
    }
}
