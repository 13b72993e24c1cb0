using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class CancellationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("extract photos --out x.h5")]
    [InlineData("train photos --out m.onnx")]
    public void Ctrl_C_stops_the_work_with_130_and_leaves_nothing(string arguments)
    {
        for (var i = 0; i < 300; i++)
            _folder.Write($"photos/{(i % 2 == 0 ? "a" : "b")}/{i}.png", TestImages.Png(64, 64, i));

        // A program in the background of a script ignores Ctrl-C unless told otherwise: hence the monitor mode.
        var run = GraftProcess.Shell(_folder.Path, $$"""
            set -m
            $GRAFT {{arguments}} &
            for i in $(seq 300); do ls *.h5.partial >/dev/null 2>&1 && [ $(stat -c %s *.h5.partial) -gt 48 ] && break; sleep 0.1; done
            kill -INT $!
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled.\n", run.Error);
        Assert.Empty(run.Output);
        Assert.Equal(["photos"], _folder.Names());
    }
}
