using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>Memory that a fit takes, which is a process of its own.</summary>
public sealed class TrainingMemoryTests : IDisposable
{
    private readonly TempFolder _folder = new(onDisk: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Training_keeps_to_its_limit_on_a_file_that_is_larger()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of another process is told by Linux.");
        const int Rows = 14_000;
        const int Width = 8_192;
        const int Limit = 200_000_000;
        var random = new Random(1);
        using (var writer = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(Width, "a", "b", "c")))
        {
            var row = new float[Width];
            for (var i = 0; i < Rows; i++)
            {
                for (var j = 0; j < Width; j++)
                    row[j] = random.NextSingle() + (j % 100 == i % 3 ? 1 : 0);
                writer.Add<float>(row, [i % 3], [$"{i}.jpg"]);
            }

            writer.Complete();
        }

        Assert.True(new FileInfo(_folder["x.h5"]).Length > 2 * Limit);
        using var process = GraftProcess.Start(_folder.Path, "train", "x.h5", "--out", "m.onnx", "--memory", "200MB", "--verbose");
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peak = 0L;
        while (!process.WaitForExit(20))
            peak = Math.Max(peak, Peak(process.Id));

        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains("features read in blocks", await error);
        Assert.InRange(peak, Limit / 4, Limit);
    }

    /// <summary>The most memory that a process has had, with all its libraries.</summary>
    private static long Peak(int process)
    {
        try
        {
            return ProcessMemory.Of($"/proc/{process}/status", "VmHWM:");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0; // It has ended meanwhile.
        }
    }
}
