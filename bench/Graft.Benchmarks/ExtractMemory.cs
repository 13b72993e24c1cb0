using System.Diagnostics;

namespace Graft.Benchmarks;

/// <summary>Peak resident memory of <c>graft extract</c> on a folder, and on the same folder ten times over.</summary>
internal static class ExtractMemory
{
    private const int Times = 10;

    public static void Run(string[] arguments)
    {
        var folder = Path.GetFullPath(arguments.Length > 1 ? arguments[1] : throw new ArgumentException("Which graft, and which folder of photos?"));
        var work = Directory.CreateTempSubdirectory("graft-bench-").FullName;
        // The same photos under other names, each a link.
        var many = Directory.CreateDirectory(Path.Combine(work, "many")).FullName;
        foreach (var link in Directory.GetDirectories(folder).SelectMany(name => Enumerable.Range(0, Times).Select(i => (name, i))))
        {
            var copy = Directory.CreateDirectory(Path.Combine(many, $"{Path.GetFileName(link.name)}-{link.i}")).FullName;
            foreach (var photo in Directory.GetFiles(link.name))
                File.CreateSymbolicLink(Path.Combine(copy, Path.GetFileName(photo)), photo);
        }

        Console.WriteLine($"once:      {Peak(arguments[0], folder, work):N0} MB");
        Console.WriteLine($"ten times: {Peak(arguments[0], many, work):N0} MB");
        Directory.Delete(work, recursive: true);
    }

    private static double Peak(string graft, string folder, string work)
    {
        using var process = Process.Start(graft, ["extract", folder, "--out", Path.Combine(work, "x.h5"), "--quiet"]);
        var peak = 0L;
        while (!process.WaitForExit(200))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }

        return peak / 1e6;
    }
}
