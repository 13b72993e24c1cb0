using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Graft;

/// <summary>
/// Answers many callers at once: photos are read by several threads, and those that wait when the network is free go
/// through it together. Of bounded length: a photo that finds no room is not taken, so that nobody waits for ever.
/// </summary>
public sealed class PredictionService : IAsyncDisposable
{
    private readonly ImageClassifier _classifier;
    private readonly PredictionServiceOptions _options;
    private readonly ImageReaderOptions _readerOptions;
    private readonly Channel<Photo> _arrived = Channel.CreateUnbounded<Photo>();
    private readonly Channel<Photo> _prepared;
    private readonly Task _work;
    private int _count;

    /// <summary>Begins to work.</summary>
    /// <param name="classifier">Answers; stays the caller's.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PredictionService(ImageClassifier classifier, PredictionServiceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        (_classifier, _options) = (classifier, options ?? new PredictionServiceOptions());
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Capacity, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.PixelLimit, 1, nameof(options));
        _readerOptions = classifier.ReaderOptions with { PixelLimit = _options.PixelLimit };
        // A batch that waits while one is in the network; more would only be tensors in memory.
        _prepared = Channel.CreateBounded<Photo>(_options.BatchSize);
        var readers = Enumerable.Range(0, _options.ThreadCount).Select(_ => Task.Run(PrepareAsync)).ToArray();
        _work = Task.WhenAll([Task.Run(AnswerAsync), .. readers, CompleteAsync(readers)]);
    }

    /// <summary>Photos in the queue, those being worked on included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Photos that there is room for.</summary>
    public int Capacity => _options.Capacity;

    /// <summary>Puts a photo into the queue.</summary>
    /// <param name="content">The whole image file; must not change until it is answered.</param>
    /// <param name="top">Classes to return, at least 1; all when there are fewer.</param>
    /// <param name="answer">
    /// Ends with the answer, with <see cref="ImageReadException"/> when the photo cannot be read, with
    /// <see cref="BackboneException"/> when the network fails, or cancelled.
    /// </param>
    /// <param name="cancellationToken">Gives the photo up.</param>
    /// <returns>False when there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is less than 1.</exception>
    public bool TryAdd(ReadOnlyMemory<byte> content, int top, [NotNullWhen(true)] out Task<PhotoAnswer>? answer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        answer = null;
        if (Interlocked.Increment(ref _count) > _options.Capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        var photo = new Photo(content, top, cancellationToken);
        // A caller who gives up need not wait, but what is in the queue counts until it is taken out.
        photo.Answer.Task.ContinueWith(_ => Interlocked.Decrement(ref _count), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        answer = photo.Answer.Task.WaitAsync(cancellationToken);
        if (!_arrived.Writer.TryWrite(photo))
            photo.Answer.TrySetException(new ObjectDisposedException(nameof(PredictionService)));
        return true;
    }

    /// <summary>Takes no more photos, and returns when all that are in the queue are answered.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        await _work.ConfigureAwait(false);
    }

    private async Task PrepareAsync()
    {
        await foreach (var photo in _arrived.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (photo.IsGivenUp())
                continue;
            try
            {
                photo.Tensor = _classifier.Prepare(ImageReader.Decode(photo.Content.Span, "the image", _readerOptions));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                photo.Answer.TrySetException(e);
                continue;
            }
            catch (OutOfMemoryException e)
            {
                photo.Answer.TrySetException(new ImageReadException("the image", "it does not fit into memory", e));
                continue;
            }

            await _prepared.Writer.WriteAsync(photo).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(Task[] readers)
    {
        await Task.WhenAll(readers).ConfigureAwait(false);
        _prepared.Writer.Complete();
    }

    private async Task AnswerAsync()
    {
        var batch = new List<Photo>(_options.BatchSize);
        while (await _prepared.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < _options.BatchSize && _prepared.Reader.TryRead(out var photo))
            {
                if (photo.IsGivenUp())
                    _classifier.Release(photo.Tensor!);
                else
                    batch.Add(photo);
            }

            Answer(batch);
            batch.Clear();
        }
    }

    private void Answer(List<Photo> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            var answers = _classifier.Answer([.. batch.Select(photo => photo.Tensor!)], [.. batch.Select(photo => photo.Top)], _options.WithFeatures);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Answer.TrySetResult(answers[i]);
        }
        catch (Exception e)
        {
            foreach (var photo in batch)
                photo.Answer.TrySetException(e);
        }
    }

    private sealed class Photo(ReadOnlyMemory<byte> content, int top, CancellationToken cancellationToken)
    {
        public ReadOnlyMemory<byte> Content => content;

        public int Top => top;

        public float[]? Tensor { get; set; }

        public TaskCompletionSource<PhotoAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether nobody waits for it any more.</summary>
        public bool IsGivenUp() => cancellationToken.IsCancellationRequested && (Answer.TrySetCanceled(cancellationToken) || true);
    }
}
