using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Graft.Tests.Support;

/// <summary>What came to a <see cref="FileServer"/>; header names in lower case.</summary>
internal sealed record FileRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Where the part that was asked for begins; 0 for the whole.</summary>
    public int From => Headers.TryGetValue("range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}

/// <summary>What a <see cref="FileServer"/> answers.</summary>
internal sealed record FileAnswer(string Status, byte[] Body, params string[] Headers)
{
    /// <summary>Bytes after which the connection is cut.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Whether the length is said; where it is not, the body ends with the connection.</summary>
    public bool HasLength { get; init; } = true;

    /// <summary>Whether nothing more is sent then, instead of the connection being cut.</summary>
    public bool Hangs { get; init; }
}

/// <summary>
/// A web server on this machine which does what the test says: well behaved as long as that is nothing. It answers ranges
/// with or without If-Range, by the tag of the content.
/// </summary>
internal sealed class FileServer : IDisposable
{
    public const string Tag = "\"v1\"";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _content;
    private readonly Func<FileRequest, FileAnswer?> _answer;

    /// <param name="content">What it has to offer, at every path.</param>
    /// <param name="answer">What it answers instead; null answers as it should.</param>
    public FileServer(byte[] content, Func<FileRequest, FileAnswer?>? answer = null)
    {
        (_content, _answer) = (content, answer ?? (_ => null));
        _listener.Start();
        _ = AcceptAsync();
    }

    public List<FileRequest> Requests { get; } = [];

    public Uri Address(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    /// <summary>What a server answers that does all it should.</summary>
    public FileAnswer Proper(FileRequest request)
    {
        var isSame = !request.Headers.TryGetValue("if-range", out var tag) || tag == Tag;
        return request.From > 0 && isSame
            ? new("206 Partial Content", _content[request.From..], $"ETag: {Tag}", $"Content-Range: bytes {request.From}-{_content.Length - 1}/{_content.Length}")
            : new("200 OK", _content, $"ETag: {Tag}");
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } first)
            {
                var headers = new Dictionary<string, string>();
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
                    headers[line[..line.IndexOf(':')].ToLowerInvariant()] = line[(line.IndexOf(':') + 1)..].Trim();
                var request = new FileRequest(first.Split(' ')[1], headers);
                lock (Requests)
                    Requests.Add(request);
                var answer = _answer(request) ?? Proper(request);
                var lines = answer.Headers.Prepend($"HTTP/1.1 {answer.Status}");
                if (answer.HasLength)
                    lines = lines.Append($"Content-Length: {answer.Body.Length}");
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{string.Join("\r\n", lines)}\r\n\r\n"), _end.Token);
                await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.CutAfter, answer.Body.Length)), _end.Token);
                if (answer.CutAfter >= answer.Body.Length && answer.HasLength)
                    continue;
                if (answer.Hangs)
                    await Task.Delay(Timeout.Infinite, _end.Token);
                return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }
}
