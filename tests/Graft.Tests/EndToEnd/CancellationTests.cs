using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class CancellationTests : IDisposable
{
    private readonly TempFolder _folder = new(inMemory: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("extract photos --out x.h5 --commit-every 0", "x.h5.partial")]
    [InlineData("pack photos --out x.h5 --commit-every 0 --threads 1", "x.h5.partial")]
    public void Ctrl_C_stops_the_work_with_130_and_keeps_what_is_done(string arguments, string partial)
    {
        for (var i = 0; i < 1500; i++)
            _folder.Write($"photos/{(i % 2 == 0 ? "a" : "b")}/{i}.png", TestImages.Png(64, 64, i));

        // A program in the background of a script ignores Ctrl-C unless told otherwise: hence the monitor mode. Rows are
        // safe when the start of the file, which leads to them, has changed.
        var run = GraftProcess.Shell(_folder.Path, $$"""
            set -m
            $GRAFT {{arguments}} &
            start() { head -c 48 {{partial}} 2>/dev/null | tr -d '\0' | md5sum; }
            empty=$(printf '' | md5sum)
            for i in $(seq 3000); do first=$(start); [ "$first" != "$empty" ] && break; sleep 0.01; done
            for i in $(seq 3000); do [ "$(start)" != "$first" ] && break; sleep 0.01; done
            kill -INT $!
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains($"Cancelled. What is done is kept in {partial}; run the same command again to go on from there.\n", run.Error);
        Assert.Empty(run.Output);
        Assert.Equal(["photos", partial], _folder.Names());

        var again = GraftProcess.Shell(_folder.Path, $"$GRAFT {arguments}").Succeeded();
        Assert.Contains("of them there already", again.Output);
        Assert.Equal(["photos", "x.h5"], _folder.Names());
        Assert.StartsWith("Checked 1,500 ", GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--check").Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extract photos --out x.h5", "x.h5")]
    [InlineData("train photos --out m.onnx --test-fraction 0", "m.h5")]
    public void Ctrl_C_stops_even_where_an_image_never_comes(string arguments, string features)
    {
        foreach (var name in new[] { "a/1.png", "a/2.png", "b/1.png" })
            _folder.Write($"photos/{name}", TestImages.Png());

        // An image that never comes: the run waits there. A program in the background of a script ignores Ctrl-C unless
        // told otherwise: hence the monitor mode.
        var run = GraftProcess.Shell(_folder.Path, $$"""
            set -m
            mkfifo photos/b/2.png
            $GRAFT {{arguments}} --batch-size 1 &
            until [ -e {{features}}.partial ]; do sleep 0.1; done
            sleep 0.5
            kill -INT $!
            wait $!
            """);
        File.Delete(_folder["photos/b/2.png"]);
        _folder.Write("photos/b/2.png", TestImages.Png());

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled.", run.Error);
        Assert.Empty(run.Output);
        Assert.DoesNotContain(features, _folder.Names());
        GraftProcess.RunIn(_folder.Path, arguments.Split(' ')).Succeeded();
        Assert.Equal(["a/1.png", "a/2.png", "b/1.png", "b/2.png"], FeatureFile.Read(_folder[features]).Paths);
        Assert.DoesNotContain(features + ".partial", _folder.Names());
    }
}
