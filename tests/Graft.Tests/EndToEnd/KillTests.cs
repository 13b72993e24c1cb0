using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The program, killed again and again at random moments, comes to the file that it would have made undisturbed.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 200;
    /// <summary>So many that most of a run is writing, also on a quick machine, and few moments fall into its start.</summary>
    private const int Photos = 4000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void After_200_kills_at_random_moments_nothing_committed_is_lost()
    {
        for (var i = 0; i < Photos; i++)
            _folder.Write($"photos/{(i % 3 == 0 ? "고양이" : "dog")}/{i:0000}.png", i % 50 == 7 ? [] : TestImages.Png(8, 8, i));
        GraftProcess.RunIn(_folder.Path, "pack", "photos", "--out", "whole.h5", "--encoding", "original", "--quiet").Succeeded();
        var expected = Unstamped.Read(_folder["whole.h5"]);
        var random = new Random(1);
        var (kills, finished, resumed) = (0, 0, 0);
        var rows = 0;
        // How quick the machine is, is not known: the moments follow how far the runs come.
        var latest = 600;
        while (kills < Kills)
        {
            // Committed after every photo, so that most moments are within a commit.
            using var process = GraftProcess.Start(
                _folder.Path, "pack", "photos", "--out", "x.h5", "--encoding", "original", "--commit-every", "0", "--threads", "1", "--quiet");
            if (process.WaitForExit(random.Next(latest / 2, latest)))
            {
                Assert.Equal(0, process.ExitCode);
                Assert.Equal(expected, Unstamped.Read(_folder["x.h5"]));
                Assert.False(File.Exists(_folder["x.h5.partial"]));
                File.Delete(_folder["x.h5"]);
                (finished, rows, latest) = (finished + 1, 0, Math.Max(200, latest * 9 / 10));
                continue;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
            // It may have ended just before.
            if (File.Exists(_folder["x.h5"]))
                continue;
            var left = Rows();
            Assert.True(left >= rows, $"kill {kills}: {left} rows, where {rows} were safe before");
            resumed += left > rows && rows > 0 ? 1 : 0;
            latest = left > rows ? latest : latest + (latest / 20);
            rows = left;
        }

        GraftProcess.RunIn(_folder.Path, "pack", "photos", "--out", "x.h5", "--encoding", "original", "--quiet").Succeeded();
        Assert.Equal(expected, Unstamped.Read(_folder["x.h5"]));
        TestContext.Current.SendDiagnosticMessage($"{finished} finished, {resumed} resumed");
        Assert.True(finished > 0 && resumed > 20, $"{finished} finished, {resumed} resumed: too few to tell");
    }

    /// <summary>Rows that are safe; checks that they are whole.</summary>
    private int Rows()
    {
        if (!File.Exists(_folder["x.h5.partial"]))
            return 0;
        using var output = new OutputFile(_folder["x.h5"], _ => true, continues: true) { KeepsUnfinished = true };
        return RowFileState.Read(output)?.Paths.Length ?? 0;
    }
}
