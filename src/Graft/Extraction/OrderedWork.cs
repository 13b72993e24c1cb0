using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Graft;

/// <summary>Work on many items by several threads, with results in the items' order and only so many ahead.</summary>
internal static class OrderedWork
{
    /// <param name="items">What there is to do.</param>
    /// <param name="threads">How many work at once.</param>
    /// <param name="ahead">Results that may be under way or wait.</param>
    /// <param name="work">What is done with each.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        ImmutableArray<TItem> items, int threads, int ahead, Func<TItem, TResult> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<Task<TResult>>(ahead);
        var workers = new TaskFactory(
            stop.Token,
            TaskCreationOptions.DenyChildAttach,
            TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);
        var feeding = Task.Run(FeedAsync, CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                // A file on a disk that does not answer must not keep the rest from being stopped, and what is done from being kept.
                yield return await result.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task FeedAsync()
        {
            try
            {
                foreach (var item in items)
                {
                    // Room first, then work: a task that waits for room would already hold its result.
                    if (!await results.Writer.WaitToWriteAsync(stop.Token).ConfigureAwait(false))
                        return;
                    await results.Writer.WriteAsync(workers.StartNew(() => work(item)), stop.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                results.Writer.TryComplete();
            }
        }
    }
}
