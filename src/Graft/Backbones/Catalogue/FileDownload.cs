using System.Net;

namespace Graft;

/// <summary>
/// Downloads a published file to a path, where it appears only when its SHA-256 is right. What an interrupted download
/// left beside it, under <see cref="OutputFile.TemporaryEnding"/>, is gone on from.
/// </summary>
internal sealed class FileDownload : IDisposable
{
    private const int BufferSize = 1 << 17;

    private readonly PublishedFile _file;
    private readonly DownloadSettings _settings;
    private readonly IProgress<TransferProgress>? _progress;
    private readonly DownloadRequest _request;
    private readonly OutputFile _output;
    private readonly DownloadTag _tag;
    private readonly byte[] _buffer = new byte[BufferSize];
    private FileChecksums _checksums;
    private long _done;
    private long _resumed;

    /// <param name="file">What to download; it has a SHA-256.</param>
    /// <param name="path">Where it will be.</param>
    /// <param name="settings">What to go by.</param>
    /// <param name="progress">Is told of every piece.</param>
    /// <exception cref="OutputException">The folder is not writable.</exception>
    public FileDownload(PublishedFile file, string path, DownloadSettings settings, IProgress<TransferProgress>? progress)
    {
        (_file, _settings, _progress) = (file, settings, progress);
        _output = new OutputFile(path, _ => true, settings.Wrap, continues: true);
        _tag = new DownloadTag(_output.TemporaryPath);
        _checksums = new FileChecksums(file);
        _request = new DownloadRequest(file, settings);
    }

    /// <summary>Downloads what is not there yet, checks all of it and gives it its name.</summary>
    /// <exception cref="BackboneException">The server or the connection fails, or what comes is not the published file.</exception>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    /// <exception cref="OperationCanceledException">The message says that what is here is kept.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadFirstPart(cancellationToken);
            CheckRoom();
            if (_done < _file.Length)
                await DownloadRestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && _output.KeepsUnfinished)
        {
            throw new OperationCanceledException(
                $"Cancelled. What is here is kept in {_output.TemporaryPath}; run the same command again to go on from there.", cancellationToken);
        }

        if (_checksums.Mismatch() is { } mismatch)
            throw NotAsPublished($"{mismatch}{(_resumed > 0 ? "; a part of it was of an earlier download" : "")}");
        _output.Complete();
    }

    public void Dispose()
    {
        _output.Dispose();
        _tag.Clean();
        _request.Dispose();
        _checksums.Dispose();
    }

    /// <summary>Takes over what an interrupted download left.</summary>
    private void ReadFirstPart(CancellationToken cancellationToken)
    {
        _output.Write(stream =>
        {
            if (stream.Length > _file.Length)
                stream.SetLength(0);
            _output.KeepsUnfinished = stream.Length > 0;
            while (stream.Read(_buffer) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _checksums.Append(_buffer.AsSpan(0, count));
                _done += count;
            }
        });
        _resumed = _done;
    }

    private void CheckRoom()
    {
        var needed = _file.Length - _done;
        var free = _settings.FreeSpace(_output.TemporaryPath);
        if (free < needed)
        {
            throw new OutputException(
                $"Cannot write '{_output.Path}': {needed / 1e6:N0} MB are still to come and {free / 1e6:N0} MB are free on that disk. " +
                "Make room, or set GRAFT_HOME to a folder on another disk.", _output.Path);
        }
    }

    private async Task DownloadRestAsync(CancellationToken cancellationToken)
    {
        using var response = await RequestAsync(cancellationToken).ConfigureAwait(false);
        _output.Write(_ => _tag.Keep(response.Headers.ETag));
        var host = response.RequestMessage!.RequestUri!.Host;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            int count;
            do
            {
                patience.CancelAfter(_settings.Patience);
                try
                {
                    count = await content.ReadAsync(_buffer, patience.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    throw Cut(host, e);
                }

                // The disk may take its time.
                patience.CancelAfter(Timeout.InfiniteTimeSpan);

                if (count > _file.Length - _done)
                    throw NotAsPublished($"it is longer than {_file.Length:N0} bytes");
                Write(_buffer.AsSpan(0, count));
            }
            while (count > 0);
        }

        if (_done < _file.Length)
            throw Cut(host, null);
    }

    /// <summary>The answer whose content begins where we are.</summary>
    private async Task<HttpResponseMessage> RequestAsync(CancellationToken cancellationToken)
    {
        var response = await _request.SendAsync(_done, _tag.Read(), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && _done > 0)
        {
            response.Dispose();
            StartOver();
            response = await _request.SendAsync(0, null, cancellationToken).ConfigureAwait(false);
        }

        var length = response.Content.Headers.ContentLength;
        var range = response.Content.Headers.ContentRange;
        var (begin, total) = response.StatusCode switch
        {
            HttpStatusCode.PartialContent => (range?.From ?? 0, range?.Length ?? _done + length),
            HttpStatusCode.OK => (0, length),
            _ => (-1, null),
        };
        // The server has another version by now, or knows no ranges.
        if (begin == 0 && _done > 0)
            StartOver();
        if (begin == _done && (total is null || total == _file.Length))
            return response;
        response.Dispose();
        throw begin == _done
            ? NotAsPublished($"its server gives its size as {total:N0} bytes, expected {_file.Length:N0}")
            : new BackboneException($"{_file.Address.Host} answers with another part of the file than was asked for. Try again later, {_request.OtherWay}");
    }

    private void StartOver()
    {
        _output.Write(stream => stream.SetLength(0));
        _checksums.Dispose();
        _checksums = new FileChecksums(_file);
        (_done, _resumed) = (0, 0);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _output.KeepsUnfinished = true;
        _checksums.Append(bytes);
        var count = bytes.Length;
        _output.Write(stream => stream.Write(_buffer, 0, count));
        _done += count;
        _progress?.Report(new TransferProgress(_done, _file.Length) { ResumedBytes = _resumed });
    }

    private BackboneException Cut(string host, Exception? e) => new(
        $"The connection to {host} broke after {_done / 1e6:N1} of {_file.Length / 1e6:N1} MB" +
        $"{(e is OperationCanceledException ? $": nothing came for {_settings.Patience.TotalSeconds:0.##} seconds" : "")}. " +
        $"What is here is kept in '{_output.TemporaryPath}'; run the same command again to go on from there.", _output.Path, e);

    private BackboneException NotAsPublished(string difference)
    {
        _output.KeepsUnfinished = false;
        return new BackboneException(
            $"{_file.Address} is not the published {_file.Name}: {difference}. It was removed. Try again; if it stays so, please report it.", _output.Path);
    }
}
