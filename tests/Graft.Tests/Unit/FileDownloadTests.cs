using System.Net.Sockets;
using System.Security.Cryptography;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FileDownloadTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(500_000);

    private readonly TempFolder _folder = new();
    private readonly List<TransferProgress> _progress = [];

    private string Target => _folder["file.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_comes_whole_and_nothing_else_stays()
    {
        using var server = new FileServer(Content);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["file.bin"], _folder.Names());
        Assert.Equal(new TransferProgress(500_000, 500_000), _progress[^1]);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("graft/", request.Headers["user-agent"]);
        Assert.False(request.Headers.ContainsKey("range"));
    }

    [Fact]
    public async Task A_cut_connection_is_told_and_the_next_run_goes_on_from_there()
    {
        using (var server = new FileServer(Content, request => new FileServer(Content).Proper(request) with { CutAfter = 200_000 }))
        {
            var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));
            Assert.Equal(
                $"The connection to 127.0.0.1 broke after 0.2 of 0.5 MB. What is here is kept in '{Target}.partial'; run the same command again to go on from there.",
                error.Message);
        }

        Assert.Equal(["file.bin.partial", "file.bin.partial.etag"], _folder.Names());
        Assert.Equal(Content[..200_000], File.ReadAllBytes($"{Target}.partial"));

        using var again = new FileServer(Content);
        await Download(again);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["file.bin"], _folder.Names());
        var request = Assert.Single(again.Requests);
        Assert.Equal(("bytes=200000-", FileServer.Tag), (request.Headers["range"], request.Headers["if-range"]));
        Assert.Equal(200_000, _progress[^1].ResumedBytes);
    }

    [Theory]
    [InlineData("the server knows no ranges")]
    [InlineData("the server has another version")]
    public async Task What_cannot_be_gone_on_from_is_begun_anew(string why)
    {
        _folder.Write("file.bin.partial", RandomNumberGenerator.GetBytes(100_000));
        _folder.Write("file.bin.partial.etag", "\"v0\"");
        using var server = new FileServer(Content, _ => why.Contains("ranges", StringComparison.Ordinal) ? new("200 OK", Content) : null);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(0, _progress[^1].ResumedBytes);
    }

    [Fact]
    public async Task Where_the_server_gave_no_tag_the_checksum_alone_decides()
    {
        _folder.Write("file.bin.partial", Content.AsSpan(..100_000));
        using var server = new FileServer(Content);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.False(Assert.Single(server.Requests).Headers.ContainsKey("if-range"));
    }

    [Fact]
    public async Task A_whole_first_part_needs_no_server()
    {
        _folder.Write("file.bin.partial", Content);
        using var server = new FileServer(Content);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_first_part_that_the_server_refuses_is_begun_anew()
    {
        _folder.Write("file.bin.partial", Content.AsSpan(..100_000));
        using var server = new FileServer(Content, request => request.From > 0 ? new("416 Range Not Satisfiable", []) : null);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_wrong_checksum_is_told_with_both_and_the_file_is_removed()
    {
        byte[] other = [.. Content];
        other[250_000] ^= 1;
        using var server = new FileServer(other);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Equal(
            $"{server.Address("file.bin")} is not the published file.bin: its SHA-256 is {Sha256(other)}, expected {Sha256(Content)}. " +
            "It was removed. Try again; if it stays so, please report it.", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_damaged_first_part_is_removed_and_the_next_run_succeeds()
    {
        _folder.Write("file.bin.partial", RandomNumberGenerator.GetBytes(100_000));
        using var server = new FileServer(Content);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Contains("; a part of it was of an earlier download. It was removed. Try again", error.Message);
        Assert.Empty(_folder.Names());
        await Download(server);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_gives_another_size_is_not_listened_to()
    {
        using var server = new FileServer(Content[..^1]);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Contains("its server gives its size as 499,999 bytes, expected 500,000", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_file_that_does_not_end_is_not_read_to_its_end()
    {
        using var server = new FileServer(Content, _ => new FileAnswer("200 OK", [.. Content, .. Content], "Connection: close") { HasLength = false });

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Contains("is not the published file.bin: it is longer than 500,000 bytes", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData("404 Not Found", "{0} cannot be had: 127.0.0.1 answers 404 (NotFound). If you find file.bin elsewhere, give it with --from; it is checked by its SHA-256.")]
    [InlineData("403 Forbidden", "{0} cannot be had: 127.0.0.1 answers 403 (Forbidden). If you find file.bin elsewhere, give it with --from; it is checked by its SHA-256.")]
    [InlineData("503 Service Unavailable", "127.0.0.1 answers 503 (ServiceUnavailable). Try again later, or get the file another way and give it with --from: {0}")]
    [InlineData("429 Too Many Requests", "127.0.0.1 answers 429 (TooManyRequests). Try again later, or get the file another way and give it with --from: {0}")]
    public async Task A_refusal_is_one_clear_line(string status, string line)
    {
        using var server = new FileServer(Content, _ => new(status, [1, 2, 3]));

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Equal(string.Format(null, line, server.Address("file.bin")), error.Message);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_refusal_leaves_the_first_part()
    {
        _folder.Write("file.bin.partial", Content.AsSpan(..100_000));
        using var server = new FileServer(Content, _ => new("503 Service Unavailable", []));

        await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Equal(Content[..100_000], File.ReadAllBytes($"{Target}.partial"));
    }

    [Fact]
    public async Task Redirects_are_followed_with_the_range()
    {
        _folder.Write("file.bin.partial", Content.AsSpan(..100_000));
        using var server = new FileServer(Content, request => request.Path == "/file.bin" ? new("302 Found", [], "Location: /elsewhere?signed=1") : null);

        await Download(server);

        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(["/file.bin", "/elsewhere?signed=1"], server.Requests.Select(request => request.Path));
        Assert.Equal(100_000, server.Requests[1].From);
    }

    [Fact]
    public async Task Redirects_without_end_are_told()
    {
        using var server = new FileServer(Content, _ => new("302 Found", [], "Location: /file.bin"));

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Contains("leads from one address to another without end", error.Message);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task Nothing_is_downloaded_but_over_HTTPS()
    {
        using var server = new FileServer(Content);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server, new DownloadSettings()));

        Assert.Equal($"{server.Address("file.bin")} leads to {server.Address("file.bin")}, which is not HTTPS; nothing was downloaded from there.", error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_another_scheme_is_not_followed()
    {
        using var server = new FileServer(Content, _ => new("302 Found", [], "Location: ftp://127.0.0.1/file.bin"));

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server));

        Assert.Contains("leads to ftp://127.0.0.1/file.bin, which is not HTTPS", error.Message);
    }

    [Fact]
    public async Task A_server_without_a_certificate_is_not_trusted()
    {
        using var server = new FileServer(Content);
        var file = Published(server) with { Address = new UriBuilder(server.Address("file.bin")) { Scheme = "https" }.Uri };

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(file, new DownloadSettings()));

        Assert.StartsWith("The connection to 127.0.0.1 is not secure: ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        var server = new FileServer(Content);
        var file = Published(server);
        server.Dispose();

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(file, Loopback));

        Assert.Equal(
            $"127.0.0.1 cannot be reached: {new SocketException((int)SocketError.ConnectionRefused).Message}. " +
            $"Check the connection, or get the file another way and give it with --from: {file.Address}", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_goes_silent_is_not_waited_for_without_end(bool afterSome)
    {
        using var server = new FileServer(Content, request => new FileAnswer("200 OK", Content) { CutAfter = afterSome ? 200_000 : 0, Hangs = true });
        var settings = Loopback with { Patience = TimeSpan.FromSeconds(0.5) };

        var error = await Assert.ThrowsAsync<BackboneException>(() => Download(server, settings));

        Assert.StartsWith($"The connection to 127.0.0.1 broke after {(afterSome ? "0.2" : "0.0")} of 0.5 MB: nothing came for 0.5 seconds. ", error.Message);
        Assert.Equal(afterSome, File.Exists($"{Target}.partial"));
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_told_and_the_first_part_kept()
    {
        using var server = new FileServer(Content);
        var settings = Loopback with { Wrap = stream => new FaultyStream(stream, 300_000) };

        var error = await Assert.ThrowsAsync<OutputException>(() => Download(server, settings));

        Assert.Equal(
            $"Cannot write '{Target}': the disk is full. What is done is kept in '{Target}.partial'; run the same command again to go on from there.",
            error.Message);
        await Download(server);
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.InRange(_progress[^1].ResumedBytes, 1, 300_000);
    }

    [Fact]
    public async Task A_disk_without_room_is_told_before_anything_is_asked_for()
    {
        using var server = new FileServer(Content);

        var error = await Assert.ThrowsAsync<OutputException>(() => Download(server, Loopback with { FreeSpace = _ => 499_999 }));

        Assert.StartsWith($"Cannot write '{Target}': ", error.Message);
        Assert.EndsWith("Make room, or set GRAFT_HOME to a folder on another disk.", error.Message);
        Assert.Empty(server.Requests);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Cancelling_keeps_what_is_here_and_says_so()
    {
        using var server = new FileServer(Content, _ => new FileAnswer("200 OK", Content) { CutAfter = 200_000, Hangs = true });
        using var cancellation = new CancellationTokenSource();
        var file = Published(server);

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using var download = new FileDownload(file, Target, Loopback, new Immediately(value =>
            {
                if (value.DoneBytes == 200_000)
                    cancellation.Cancel();
            }));
            await download.RunAsync(cancellation.Token);
        });

        Assert.Equal($"Cancelled. What is here is kept in {Target}.partial; run the same command again to go on from there.", error.Message);
        Assert.Equal(Content[..200_000], File.ReadAllBytes($"{Target}.partial"));
    }

    private static DownloadSettings Loopback => new() { AllowsHttp = true };

    private static PublishedFile Published(FileServer server) =>
        new("file.bin", server.Address("file.bin"), Content.Length) { Sha256 = Sha256(Content), ConfirmedBy = "this test" };

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Task Download(FileServer server, DownloadSettings? settings = null) => Download(Published(server), settings ?? Loopback);

    private async Task Download(PublishedFile file, DownloadSettings settings)
    {
        using var download = new FileDownload(file, Target, settings, new Immediately(_progress.Add));
        await download.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary><see cref="Progress{T}"/> reports later, on another thread.</summary>
    private sealed class Immediately(Action<TransferProgress> report) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => report(value);
    }
}
