using System.Diagnostics;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class CancellationTests : IDisposable
{
    private const int Photos = 1500;

    private readonly TempFolder _folder = new();

    public CancellationTests() => TinyNetwork.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("extract photos --out x.h5 --commit-every 0 --threads 1 --batch-size 1 --backbone tiny.onnx --preprocessing tf")]
    [InlineData("pack photos --out x.h5 --commit-every 0 --threads 1")]
    public void Ctrl_C_stops_the_work_with_130_and_keeps_what_is_done(string arguments)
    {
        for (var i = 0; i < Photos; i++)
            _folder.Write($"photos/{(i % 2 == 0 ? "a" : "b")}/{i}.png", TestImages.Png(64, 64, i));

        using var process = GraftProcess.Start(_folder.Path, arguments.Split(' '));
        WaitForRows(process, _folder["x.h5.partial"]);
        GraftProcess.Signal(process, "INT");
        var run = GraftProcess.Finish(process);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled. What is done is kept in x.h5.partial; run the same command again to go on from there.\n", run.Error);
        Assert.Empty(run.Output);
        Assert.Contains("x.h5.partial", _folder.Names());
        Assert.DoesNotContain("x.h5", _folder.Names());

        var again = GraftProcess.RunIn(_folder.Path, arguments.Split(' ')).Succeeded();
        Assert.Contains("of them there already", again.Output);
        Assert.DoesNotContain("x.h5.partial", _folder.Names());
        Assert.StartsWith("Checked 1,500 ", GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check").Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extract photos --out x.h5", "x.h5")]
    [InlineData("train photos --out m.onnx --test-fraction 0", "m.h5")]
    public void Ctrl_C_stops_even_where_an_image_never_comes(string arguments, string features)
    {
        foreach (var name in new[] { "a/1.png", "a/2.png", "b/1.png" })
            _folder.Write($"photos/{name}", TestImages.Png());
        string[] command = [.. arguments.Split(' '), "--batch-size", "1", "--backbone", "tiny.onnx", "--preprocessing", "tf"];

        // An image that never comes: the run waits there.
        Oracle.Tool("mkfifo", _folder["photos/b/2.png"]);
        using var process = GraftProcess.Start(_folder.Path, command);
        while (!File.Exists(_folder[features + ".partial"]) && !process.HasExited)
            Thread.Sleep(50);
        Thread.Sleep(500);
        GraftProcess.Signal(process, "INT");
        var run = GraftProcess.Finish(process);
        File.Delete(_folder["photos/b/2.png"]);
        _folder.Write("photos/b/2.png", TestImages.Png());

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled.", run.Error);
        Assert.Empty(run.Output);
        Assert.DoesNotContain(features, _folder.Names());
        GraftProcess.RunIn(_folder.Path, command).Succeeded();
        Assert.Equal(["a/1.png", "a/2.png", "b/1.png", "b/2.png"], FeatureFile.Read(_folder[features]).Paths);
        Assert.DoesNotContain(features + ".partial", _folder.Names());
    }

    /// <summary>Waits until rows are safe, which is when the start of the file, which leads to them, has changed.</summary>
    private static void WaitForRows(Process process, string path)
    {
        var first = "";
        while (!process.HasExited)
        {
            // Not opened here: .NET would lock it, which the program does not expect.
            var start = File.Exists(path) ? Convert.ToHexString(Head(path)).TrimEnd('0') : "";
            if (first.Length > 0 && start != first)
                return;
            first = start;
            Thread.Sleep(10);
        }
    }

    private static byte[] Head(string path)
    {
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", "48", path]) { RedirectStandardOutput = true })!;
        using var content = new MemoryStream();
        head.StandardOutput.BaseStream.CopyTo(content);
        head.WaitForExit();
        return content.ToArray();
    }
}
