using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Graft.Benchmarks;

/// <summary>
/// Our resize against Pillow's on one thread each. The two take turns, so that a busy machine slows both alike, and each
/// gives the median of its rounds.
/// </summary>
internal static class ResizeComparison
{
    private const int Rounds = 60;

    // The runtime compiles hot methods anew in the background; rounds before that would measure something else.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private static readonly (int Width, int Height, int ToWidth, int ToHeight)[] Sizes =
        [(500, 375, 224, 224), (300, 200, 224, 224), (4000, 3000, 224, 224), (224, 224, 500, 500)];

    /// <summary>Prints the table; the argument is the Python interpreter that has Pillow.</summary>
    public static void Run(string[] arguments)
    {
        using var pillow = StartPillow(arguments.Length > 0 ? arguments[0] : "/usr/bin/python3");
        Console.WriteLine($"Pillow {pillow.StandardOutput.ReadLine()}, one thread, medians of {Rounds} rounds, ms a picture.");
        Console.WriteLine("Graft writes into a buffer and keeps its weights, as in an extraction; Pillow makes both anew.");
        Console.WriteLine($"{"",-24}{"filter",-10}{"Pillow",9}{"plain",9}{"Graft",9}{"Pillow/Graft",14}");
        foreach (var (width, height, toWidth, toHeight) in Sizes)
        {
            var photo = PreprocessBenchmark.Noise(width, height);
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                var (theirs, plain, ours) = Compare(pillow, photo, toWidth, toHeight, interpolation);
                var sizes = $"{width}x{height} to {toWidth}x{toHeight}";
                Console.WriteLine(FormattableString.Invariant(
                    $"{sizes,-24}{interpolation,-10}{theirs,9:F3}{plain,9:F3}{ours,9:F3}{theirs / ours,14:F1}"));
            }
        }
    }

    private static (double Theirs, double Plain, double Ours) Compare(
        Process pillow, RgbImage photo, int width, int height, Interpolation interpolation)
    {
        var pixels = new byte[width * height * 3];
        void Resize(bool vectorised) => Resampler.Resize(
            photo, ResizeWindow.Whole(width, height), interpolation, new(pixels, width * 3), vectorised);

        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            Resize(vectorised: false);
            Resize(Resampler.CanVectorise);
        }

        var repeats = photo.Pixels.Length > 1 << 24 ? 1 : 10;
        var question = FormattableString.Invariant(
            $"{photo.Width} {photo.Height} {width} {height} {interpolation} {repeats}");
        var (theirs, plain, ours) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(Ask(pillow, question));
            plain.Add(Milliseconds(repeats, () => Resize(vectorised: false)));
            ours.Add(Milliseconds(repeats, () => Resize(Resampler.CanVectorise)));
        }

        return (theirs.Median(), plain.Median(), ours.Median());
    }

    private static Process StartPillow(string python, [CallerFilePath] string thisFile = "")
    {
        var script = Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "pillow_resize.py");
        return Process.Start(new ProcessStartInfo(python, [script, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    private static double Ask(Process pillow, string question)
    {
        pillow.StandardInput.WriteLine(question);
        pillow.StandardInput.Flush();
        var answer = pillow.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Pillow script ended.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    private static double Milliseconds(int repeats, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / repeats;
    }
}
