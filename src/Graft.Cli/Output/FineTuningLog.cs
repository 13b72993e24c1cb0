using System.Globalization;

namespace Graft.Cli.Output;

/// <summary>
/// Shows how a fine-tuning goes: a line of a table for each epoch when it is over, and on a terminal one beneath it that is
/// drawn again and again while it runs.
/// </summary>
internal sealed class FineTuningLog : IProgress<FineTuningProgress>, IDisposable
{
    private const string Heading = " epoch   train loss  accuracy   validation loss  accuracy   learning rate      left";

    private readonly bool _isQuiet;
    private readonly ProgressTarget _target;
    private readonly ProgressLine _phases;
    private readonly ProgressLine _epochs;
    private readonly Lock _gate = new();
    private TimeSpan? _perEpoch;
    private int _firstEpoch;
    private int _epoch;
    private long _firstStart;
    private long _epochStart;
    private bool _hasHeading;

    /// <param name="isQuiet">Whether nothing is to be shown.</param>
    /// <param name="target">Where it goes; null for standard error.</param>
    public FineTuningLog(bool isQuiet, ProgressTarget? target = null)
    {
        (_isQuiet, _target) = (isQuiet, target ?? ProgressTarget.StandardError);
        _phases = new ProgressLine("", isQuiet, target: _target);
        // An epoch has its line in the table; others are for those that take long.
        _epochs = new ProgressLine("", isQuiet, target: _target) { LogInterval = TimeSpan.FromMinutes(1) };
    }

    /// <summary>Says how long it will take, before anything begins.</summary>
    public void Begin(FineTuningEstimate estimate)
    {
        _perEpoch = estimate.PerEpoch;
        if (!_isQuiet)
            _target.Writer.WriteLine(FineTuningText.Of(estimate));
    }

    public void Report(FineTuningProgress value)
    {
        lock (_gate)
        {
            if (value.Estimate is { } estimate)
                Begin(estimate);
            else if (value.Finished is { } epoch)
                End(value, epoch);
            else if (value.Epoch == 0)
                Proceed(value);
            else
                Continue(value);
        }
    }

    public void Dispose()
    {
        _phases.Dispose();
        _epochs.Dispose();
    }

    /// <summary>A phase outside of epochs; one that was broken off may have left its line.</summary>
    private void Proceed(FineTuningProgress value)
    {
        _epochs.Dispose();
        _phases.Report(value.Phase, Share(value), null, Note(value));
    }

    private void Continue(FineTuningProgress value)
    {
        if (value.Epoch != _epoch)
            Start(value.Epoch);
        var share = Share(value);
        // The line of the table follows at once.
        if (share >= 1 && !_target.IsTerminal)
            return;
        var elapsed = _target.Time.GetElapsedTime(_epochStart);
        var perEpoch = _perEpoch ?? (share > 0 ? elapsed / share : TimeSpan.Zero);
        var left = (share > 0 ? elapsed * ((1 - share) / share) : perEpoch) + perEpoch * (value.EpochCount - value.Epoch);
        _epochs.Report($"Epoch {value.Epoch}/{value.EpochCount}", share, left, Note(value));
    }

    /// <summary>An epoch begins where another ends, or where the first is heard of.</summary>
    private void Start(int epoch)
    {
        _phases.Dispose();
        (_epoch, _epochStart) = (epoch, _target.Time.GetTimestamp());
        if (_firstEpoch == 0)
            (_firstEpoch, _firstStart) = (epoch, _epochStart);
    }

    private void End(FineTuningProgress value, TuningEpoch epoch)
    {
        _phases.Dispose();
        _epochs.Erase();
        if (epoch.Number > 0 && _firstEpoch > 0)
            _perEpoch = _target.Time.GetElapsedTime(_firstStart) / (epoch.Number - _firstEpoch + 1);
        Start(epoch.Number + 1);
        if (_isQuiet)
            return;
        if (!_hasHeading)
            _target.Writer.WriteLine(Heading);
        _hasHeading = true;
        var left = epoch.Number < value.EpochCount && _perEpoch is { } perEpoch ? ProgressLine.Clock(perEpoch * (value.EpochCount - epoch.Number)) : "-";
        var count = $"{value.EpochCount}";
        _target.Writer.WriteLine((
            $"{$"{epoch.Number}".PadLeft(count.Length)}/{count}".PadLeft(6) +
            $"{Loss(epoch.TrainLoss),13}{Accuracy(epoch.TrainAccuracy),10}{Loss(epoch.ValidationLoss),18}{Accuracy(epoch.ValidationAccuracy),10}" +
            $"   {(epoch.Number == 0 ? "-" : Rate(epoch.LearningRate)),-13}{left,10}{(value.IsBest ? "  best" : "")}").TrimEnd());
    }

    private static double Share(FineTuningProgress value) => value.TotalCount > 0 ? Math.Clamp((double)value.DoneCount / value.TotalCount, 0, 1) : 0;

    private static string Note(FineTuningProgress value) =>
        (value.Loss is { } loss ? $", loss {Loss(loss)}" : "") + (value.Accuracy is { } accuracy ? $", accuracy {Accuracy(accuracy)}" : "");

    private static string Loss(double? loss) => loss switch
    {
        null => "-",
        { } value when !double.IsFinite(value) => "not finite",
        { } value => value.ToString(value < 1e5 ? "F4" : "0.0e0", CultureInfo.InvariantCulture),
    };

    private static string Accuracy(double? accuracy) => accuracy is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}%") : "-";

    /// <summary>Two digits that count.</summary>
    private static string Rate(double rate)
    {
        if (rate == 0 || !(rate is > 1e-9 and < 1e9))
            return rate.ToString(rate == 0 ? "0" : "0.0e0", CultureInfo.InvariantCulture);
        return rate.ToString($"F{Math.Max(0, 1 - (int)Math.Floor(Math.Log10(rate)))}", CultureInfo.InvariantCulture);
    }
}
