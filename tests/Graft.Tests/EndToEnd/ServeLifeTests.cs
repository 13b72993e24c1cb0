using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>How the server starts, who may ask, what it does when it is busy, and how it ends.</summary>
public sealed class ServeLifeTests(Served served)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => served.Classes.Folder.Path;

    [Fact]
    public async Task Callers_from_elsewhere_need_the_token()
    {
        const string Secret = "0123456789abcdef";
        using var server = GraftServer.Start(Folder, "m.onnx", "--host", "0.0.0.0", "--token", Secret);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Address.Port}") };

        foreach (var header in new[] { null, "Bearer wrong-wrong-wrong", "Basic " + Secret, "Bearer " })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = ServeTests.Body(TwoClasses.Red(1)) };
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            ServeTests.AssertProblem(await client.SendAsync(request, Token), 401, "The header 'Authorization: Bearer TOKEN' is missing or wrong.");
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        await ServeTests.Json(await client.PostAsync("/predict", ServeTests.Body(TwoClasses.Red(1)), Token), HttpStatusCode.OK);
        Assert.Contains("(with the token)", server.Line);
        Assert.DoesNotContain(Secret, server.Line);
    }

    [Fact]
    public void Letting_others_in_without_a_token_is_refused()
    {
        GraftProcess.RunIn(Folder, "serve", "m.onnx", "--host", "0.0.0.0").Failed(
            2, "Option '--host 0.0.0.0' lets other machines in, which needs a token: --token, or the environment variable GRAFT_TOKEN. 'openssl rand -hex 16' makes one.");
        GraftProcess.RunIn(Folder, "serve", "m.onnx", "--token", "short").Failed(
            2, "A token needs at least 16 characters, and this one has 5. 'openssl rand -hex 16' makes one.");
        GraftProcess.RunIn(Folder, "serve", "m.onnx", "--host", "example.org").Failed(2, "Option '--host' must be an IP address or localhost, got 'example.org'.");
    }

    [Fact]
    public void Features_that_do_not_go_with_the_classifier_are_refused()
    {
        GraftProcess.RunIn(Folder, "export", "m.onnx", "--out", "app.onnx", "--quiet").Succeeded();
        GraftProcess.RunIn(Folder, "serve", "app.onnx", "--features", "m.h5").Failed(
            1, "An exported file gives probabilities only, and no features to find similar photos by. Give the classifier that it was made of.");
        GraftProcess.RunIn(Folder, "serve", "m.onnx", "--features", "none.h5").Failed(1, "There is no file 'none.h5'.");
    }

    [Fact]
    public void A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        GraftProcess.RunIn(Folder, "serve", "m.onnx", "--port", $"{port}").Failed(
            1, $"Cannot listen on 127.0.0.1:{port}: the port is taken by another program. Choose another with --port; 0 takes a free one.");
    }

    [Fact]
    public async Task A_full_queue_answers_503_and_says_when_to_come_again()
    {
        using var server = GraftServer.Start(Folder, "m.onnx", "--queue", "1");

        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => server.Client.PostAsync("/predict", ServeTests.Body(TwoClasses.Red(i)), Token)));

        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        var refused = responses.Where(response => response.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        foreach (var response in refused)
        {
            ServeTests.AssertProblem(response, 503, "All 1 places in the queue are taken; try again soon.");
            Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        }

        await ServeTests.Json(await server.Client.PostAsync("/predict", ServeTests.Body(TwoClasses.Red(1)), Token), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sender_who_takes_too_long_is_told_so()
    {
        using var server = GraftServer.Start(Folder, "m.onnx", "--timeout", "1");
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        var stream = socket.GetStream();
        await stream.WriteAsync("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nabc"u8.ToArray(), Token);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task On_SIGTERM_it_answers_what_is_there_and_ends_with_0()
    {
        using var server = GraftServer.Start(Folder, "m.onnx");
        await server.Client.GetAsync("/health", Token);
        var asked = Enumerable.Range(0, 20).Select(i => server.Client.PostAsync("/predict", ServeTests.Body(TwoClasses.Red(i)), Token)).ToList();
        // Until all of them have arrived.
        while (asked.Count(task => task.IsCompleted) < 2)
            await Task.Delay(5, Token);

        server.Terminate();

        foreach (var response in await Task.WhenAll(asked))
            await ServeTests.Json(response, HttpStatusCode.OK);
        Assert.Equal(0, server.WaitForExit());
    }
}
