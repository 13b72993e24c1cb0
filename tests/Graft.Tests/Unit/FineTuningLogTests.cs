using Graft.Cli.Output;

namespace Graft.Tests.Unit;

public sealed class FineTuningLogTests : IDisposable
{
    private readonly StringWriter _shown = new() { NewLine = "\n" };
    private readonly Clock _clock = new();

    public void Dispose() => _shown.Dispose();

    [Fact]
    public void A_pipe_gets_a_line_for_each_epoch_and_no_other_where_these_are_short()
    {
        using (var log = Log(isTerminal: false))
        {
            log.Begin(new FineTuningEstimate { PerEpoch = TimeSpan.FromSeconds(36), EpochCount = 12, Activations = TimeSpan.FromMinutes(2), CacheBytes = 1_800_000_000 });
            Phase(log, "Computing activations", TimeSpan.FromSeconds(24));
            Phase(log, "Warming up the head", TimeSpan.FromSeconds(1), loss: 0.71);
            End(log, new TuningEpoch(0, 0, null, null, 0.5213, 0.8812), isBest: true);
            Epoch(log, 1, TimeSpan.FromSeconds(40), new TuningEpoch(1, 0.001, 0.6123, 0.8031, 0.4017, 0.9), isBest: true);
            Epoch(log, 2, TimeSpan.FromSeconds(30), new TuningEpoch(2, 0.00095, 0.2, 1, 0.4218, 0.8912), isBest: false);
            Epoch(log, 12, TimeSpan.FromSeconds(30), new TuningEpoch(12, 0, 0.00004, 1, double.NaN, 0.063), isBest: false);
            Phase(log, "Testing", TimeSpan.FromSeconds(1), accuracy: 0.9412);
        }

        Assert.Equal(
            """
            About 9 minutes: 12 epochs of 36 s (measured), after 2 minutes for activations (1.8 GB).
            Computing activations:  25%, 1:12 left
            Computing activations:  50%, 0:48 left
            Computing activations:  75%, 0:24 left
            Computing activations: 100%, in 1:36
            Warming up the head: 100%, in 0:04, loss 0.7100
             epoch   train loss  accuracy   validation loss  accuracy   learning rate      left
              0/12            -         -            0.5213     88.1%   -                  7:12  best
              1/12       0.6123     80.3%            0.4017     90.0%   0.0010             7:20  best
              2/12       0.2000    100.0%            0.4218     89.1%   0.00095            5:50
             12/12       0.0000    100.0%        not finite      6.3%   0                     -
            Testing: 100%, in 0:04, accuracy 94.1%

            """, _shown.ToString());
    }

    [Fact]
    public void A_pipe_hears_of_a_long_epoch_once_a_minute()
    {
        using var log = Log(isTerminal: false);
        for (var done = 0; done <= 40; done++)
        {
            log.Report(Within(3, done, 40) with { EpochCount = 4, Loss = 0.25, Accuracy = 0.9 });
            _clock.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.Equal(
            """
            Epoch 3/4:  25%, 7:00 left, loss 0.2500, accuracy 90.0%
            Epoch 3/4:  50%, 6:00 left, loss 0.2500, accuracy 90.0%
            Epoch 3/4:  75%, 5:00 left, loss 0.2500, accuracy 90.0%

            """, _shown.ToString());
    }

    [Fact]
    public void A_run_that_goes_on_measures_its_own_epochs()
    {
        using var log = Log(isTerminal: false);
        Epoch(log, 8, TimeSpan.FromSeconds(10), new TuningEpoch(8, 0.001, 0.5, 0.8, null, null), isBest: false);
        Epoch(log, 9, TimeSpan.FromSeconds(20), new TuningEpoch(9, 0.001, 0.5, 0.8, null, null), isBest: false);

        Assert.Equal(["0:40", "0:45"], _shown.ToString().Trim().Split('\n').Skip(1).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void A_terminal_has_a_line_that_gives_way_to_the_epoch()
    {
        using (var log = Log(isTerminal: true))
        {
            Epoch(log, 1, TimeSpan.FromSeconds(4), new TuningEpoch(1, 0.001, 0.5, 0.8, null, null), isBest: true);
            for (var done = 0; done < 3; done++)
            {
                log.Report(Within(2, done, 4));
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            Phase(log, "Testing", TimeSpan.FromSeconds(1));
        }

        var drawn = _shown.ToString();
        Assert.Contains("\rEpoch 1/12 ████████████░░░░░░░░░░░░  50%, 0:46 left, loss 0.4000\u001b[K", drawn);
        Assert.EndsWith(
            "\r\u001b[K epoch   train loss  accuracy   validation loss  accuracy   learning rate      left\n" +
            "  1/12       0.5000     80.0%                 -         -   0.0010             0:44  best\n" +
            "\rEpoch 2/12 ██████░░░░░░░░░░░░░░░░░░  25%, 0:43 left\u001b[K\rEpoch 2/12 ████████████░░░░░░░░░░░░  50%, 0:42 left\u001b[K\n" +
            "\rTesting ██████░░░░░░░░░░░░░░░░░░  25%, 0:03 left\u001b[K\rTesting ████████████░░░░░░░░░░░░  50%, 0:02 left\u001b[K" +
            "\rTesting ██████████████████░░░░░░  75%, 0:01 left\u001b[K\rTesting ████████████████████████ 100%, in 0:04\u001b[K\n", drawn);
        Assert.All(drawn.Split('\n', '\r'), line => Assert.True(line.Length < 100));
    }

    [Fact]
    public void Quiet_is_quiet()
    {
        using (var log = new FineTuningLog(isQuiet: true, new ProgressTarget(_shown, true, _clock)))
        {
            log.Begin(new FineTuningEstimate { PerEpoch = TimeSpan.FromSeconds(36), EpochCount = 12 });
            Phase(log, "Warming up the head", TimeSpan.FromSeconds(20));
            Epoch(log, 1, TimeSpan.FromSeconds(4), new TuningEpoch(1, 0.001, 0.5, 0.8, null, null), isBest: true);
        }

        Assert.Empty(_shown.ToString());
    }

    private FineTuningLog Log(bool isTerminal) => new(isQuiet: false, new ProgressTarget(_shown, isTerminal, _clock) { Columns = 90 });

    /// <summary>Four steps of a phase, each as long.</summary>
    private void Phase(FineTuningLog log, string phase, TimeSpan step, double? loss = null, double? accuracy = null)
    {
        for (var done = 0; done <= 4; done++)
        {
            if (done > 0)
                _clock.Advance(step);
            log.Report(new FineTuningProgress { Phase = phase, DoneCount = done, TotalCount = 4, Loss = loss, Accuracy = accuracy });
        }
    }

    /// <summary>An epoch of four batches.</summary>
    private void Epoch(FineTuningLog log, int number, TimeSpan time, TuningEpoch epoch, bool isBest)
    {
        for (var done = 0; done <= 4; done++)
        {
            if (done > 0)
                _clock.Advance(time / 4);
            log.Report(Within(number, done, 4) with { Loss = 0.4 });
        }

        End(log, epoch, isBest);
    }

    private static void End(FineTuningLog log, TuningEpoch epoch, bool isBest) =>
        log.Report(Within(epoch.Number, 4, 4) with { Finished = epoch, IsBest = isBest });

    private static FineTuningProgress Within(int epoch, int done, int total) =>
        new() { Phase = "Training", Epoch = epoch, EpochCount = 12, DoneCount = done, TotalCount = total };

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
