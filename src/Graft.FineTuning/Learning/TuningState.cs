namespace Graft;

/// <summary>How far a training has come, but for the values of weights.</summary>
internal sealed record TuningState
{
    /// <summary>The epochs that are done, from number 0 on.</summary>
    public IReadOnlyList<TuningEpoch> Epochs { get; init; } = [];

    /// <summary>Number of the best.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Steps that the optimiser made.</summary>
    public long Steps { get; init; }

    /// <summary>The last epoch that is done.</summary>
    public int Done => Epochs.Count == 0 ? 0 : Epochs[^1].Number;

    /// <summary>With one more epoch, which is the best when it recognises more validation photos, or as many with less loss.</summary>
    public TuningState With(TuningEpoch epoch, long steps)
    {
        var best = Epochs.FirstOrDefault(known => known.Number == BestEpoch);
        var isBetter = best?.ValidationAccuracy is not { } accuracy || epoch.ValidationAccuracy > accuracy
            || (epoch.ValidationAccuracy == accuracy && epoch.ValidationLoss < best.ValidationLoss);
        return new TuningState { Epochs = [.. Epochs, epoch], BestEpoch = isBetter ? epoch.Number : BestEpoch, Steps = steps };
    }
}
