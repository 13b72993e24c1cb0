namespace Graft.Tests.Support;

/// <summary>
/// Cancels a run as soon as so many images are dealt with. It also throws, as the run would a little later: so it is
/// always the same images that are done.
/// </summary>
internal sealed class Interruption(int doneCount) : IProgress<ExtractionProgress>, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    /// <summary>What was reported.</summary>
    public List<ExtractionProgress> Reports { get; } = [];

    public void Report(ExtractionProgress value)
    {
        Reports.Add(value);
        if (value.DoneCount < doneCount)
            return;
        _source.Cancel();
        Token.ThrowIfCancellationRequested();
    }

    public void Dispose() => _source.Dispose();

    /// <summary>Runs something that is cancelled when so many images are dealt with.</summary>
    public static async Task RunAsync(int doneCount, Func<IProgress<ExtractionProgress>, CancellationToken, Task> run)
    {
        using var interruption = new Interruption(doneCount);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run(interruption, interruption.Token));
    }
}
