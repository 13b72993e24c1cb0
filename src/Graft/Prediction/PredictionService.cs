using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Graft;

/// <summary>
/// Answers many callers at once: photos are read by several threads, and those that wait when the network is free go
/// through it together. Of bounded length: photos that find no room are not taken, so that nobody waits for ever.
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

    /// <summary>Puts photos into the queue, all or none of them.</summary>
    /// <param name="photos">Whole image files; must not change until they are answered.</param>
    /// <param name="top">Classes to return for each, at least 1; all when there are fewer.</param>
    /// <param name="answers">
    /// One for each photo. It ends with the answer, with <see cref="ImageReadException"/> when the photo cannot be read, with
    /// <see cref="BackboneException"/> when the network fails, with <see cref="OutOfMemoryException"/>, with
    /// <see cref="ObjectDisposedException"/> when no more photos are taken, or cancelled.
    /// </param>
    /// <param name="cancellationToken">Gives the photos up.</param>
    /// <returns>False when there is no room for all.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is less than 1.</exception>
    public bool TryAdd(IReadOnlyList<ReadOnlyMemory<byte>> photos, int top, [NotNullWhen(true)] out Task<PhotoAnswer>[]? answers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        answers = null;
        if (!TryTakePlaces(photos.Count))
            return false;
        answers = [.. photos.Select(content => Add(new Photo(this, content, top, cancellationToken)))];
        return true;
    }

    /// <summary>Takes no more photos, and returns when all that are in the queue are answered.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        await _work.ConfigureAwait(false);
    }

    private bool TryTakePlaces(int count)
    {
        while (true)
        {
            var taken = Volatile.Read(ref _count);
            if (count > _options.Capacity - taken)
                return false;
            if (Interlocked.CompareExchange(ref _count, taken + count, taken) == taken)
                return true;
        }
    }

    private Task<PhotoAnswer> Add(Photo photo)
    {
        if (!_arrived.Writer.TryWrite(photo))
            photo.Fail(new ObjectDisposedException(nameof(PredictionService)));
        // Whoever gives up need not wait; the photo's place is free when it is taken out.
        return photo.Answer.WaitAsync(photo.CancellationToken);
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
            catch (Exception e)
            {
                photo.Fail(e);
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

            AnswerAll(batch);
            batch.Clear();
        }
    }

    private void AnswerAll(List<Photo> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            var answers = _classifier.Answer([.. batch.Select(photo => photo.Tensor!)], [.. batch.Select(photo => photo.Top)], _options.WithFeatures);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Succeed(answers[i]);
        }
        catch (Exception e)
        {
            foreach (var photo in batch)
                photo.Fail(e);
        }
    }

    private sealed class Photo(PredictionService service, ReadOnlyMemory<byte> content, int top, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource<PhotoAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isDone;

        public ReadOnlyMemory<byte> Content => content;

        public int Top => top;

        public CancellationToken CancellationToken => cancellationToken;

        public float[]? Tensor { get; set; }

        public Task<PhotoAnswer> Answer => _answer.Task;

        public void Succeed(PhotoAnswer answer)
        {
            if (IsFirst())
                _answer.SetResult(answer);
        }

        public void Fail(Exception e)
        {
            if (IsFirst())
                _answer.SetException(e);
        }

        /// <summary>Whether nobody waits for it any more.</summary>
        public bool IsGivenUp()
        {
            if (cancellationToken.IsCancellationRequested && IsFirst())
                _answer.SetCanceled(cancellationToken);
            return cancellationToken.IsCancellationRequested;
        }

        /// <summary>The place is free before the answer is seen, so that who has it may ask again.</summary>
        private bool IsFirst()
        {
            if (Interlocked.Exchange(ref _isDone, 1) != 0)
                return false;
            Interlocked.Decrement(ref service._count);
            return true;
        }
    }
}
