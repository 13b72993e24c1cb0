namespace Graft;

/// <summary>Tells of the training of the head alone as of one piece of work, whose epochs are over too soon to be worth a line.</summary>
internal sealed class WarmUpProgress(IProgress<FineTuningProgress>? progress) : IProgress<FineTuningProgress>
{
    public void Report(FineTuningProgress value)
    {
        if (value.Finished is null)
        {
            progress?.Report(value with
            {
                Phase = "Warming up the head",
                Epoch = 0,
                EpochCount = 0,
                DoneCount = ((value.Epoch - 1) * value.TotalCount) + value.DoneCount,
                TotalCount = value.EpochCount * value.TotalCount,
            });
        }
    }
}
