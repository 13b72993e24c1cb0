namespace Graft.Tests.Support;

/// <summary>Can be waited for until a run has dealt with so many images.</summary>
internal sealed class Milestone(int doneCount) : IProgress<ExtractionProgress>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Report(ExtractionProgress value)
    {
        if (value.DoneCount >= doneCount)
            _reached.TrySetResult();
    }
}
