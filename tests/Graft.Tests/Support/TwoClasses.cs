namespace Graft.Tests.Support;

/// <summary>Two classes that any network tells apart, with names in other scripts, and a classifier trained on them once.</summary>
public sealed class TwoClasses : IDisposable
{
    internal const string Rose = "장미 <b>";
    internal const string Sky = "sky";

    internal TempFolder Folder { get; } = new();

    public TwoClasses()
    {
        for (var i = 0; i < 12; i++)
        {
            Folder.Write($"photos/{Rose}/{i:00}.png", Red(i));
            Folder.Write($"photos/{Sky}/{i:00}.png", Blue(i));
        }

        GraftProcess.RunIn(Folder.Path, "train", "photos", "--out", "m.onnx", "--quiet").Succeeded();
    }

    internal static byte[] Red(int seed) => TestImages.PngOf(new RgbColor(210, 30, 60), seed);

    internal static byte[] Blue(int seed) => TestImages.PngOf(new RgbColor(60, 120, 220), seed);

    public void Dispose() => Folder.Dispose();
}
