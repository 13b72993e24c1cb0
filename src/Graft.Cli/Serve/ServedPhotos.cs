namespace Graft.Cli.Serve;

/// <summary>The training photos, of which one is looked for or read at a time: both take a core and much memory.</summary>
internal sealed class ServedPhotos(TrainingPhotos photos) : IDisposable
{
    private const int KeptThumbnails = 1000;

    private readonly SemaphoreSlim _searching = new(1);
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<int, byte[]?> _thumbnails = [];

    /// <summary>The photos most like one with these features, as the answer has them.</summary>
    public async Task<IReadOnlyList<object>> NearestAsync(System.Collections.Immutable.ImmutableArray<float> features, int count, CancellationToken cancellationToken)
    {
        await _searching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var nearest = await Task.Run(() => photos.Nearest(features, count, cancellationToken), cancellationToken).ConfigureAwait(false);
            return [.. nearest.Select(item => new { item.Row, item.Class, Similarity = 1 - item.Distance })];
        }
        finally
        {
            _searching.Release();
        }
    }

    /// <summary>A photo as a small JPEG file; null where there is none.</summary>
    public async Task<byte[]?> ThumbnailAsync(int row, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_thumbnails.TryGetValue(row, out var thumbnail))
            {
                thumbnail = await Task.Run(() => photos.Thumbnail(row), cancellationToken).ConfigureAwait(false);
                if (_thumbnails.Count >= KeptThumbnails)
                    _thumbnails.Clear();
                _thumbnails.Add(row, thumbnail);
            }

            return thumbnail;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        photos.Dispose();
        _searching.Dispose();
        _reading.Dispose();
    }
}
