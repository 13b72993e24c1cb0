using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Graft.Benchmarks;

/// <summary>
/// The server under load on this machine: photos a second over HTTP beside bare extraction, in turns; then many requests
/// of which a third are damaged, with the status of each kind and the memory of the server as it goes.
/// </summary>
internal static class ServeBenchmark
{
    private const int Rounds = 3;
    private const int Clients = 24;
    private const int HostileRequests = 10_000;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(30);

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 3)
            throw new ArgumentException("Which Graft.Cli.dll, which classifier, which folder of photos?");
        RunAsync(arguments[0], arguments[1], ImageSet.Open(arguments[2])).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string program, string classifier, ImageSet images)
    {
        using var server = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", classifier, "--port", "0", "--timeout", "60"]) { RedirectStandardOutput = true })!;
        var line = (await server.StandardOutput.ReadLineAsync())!;
        var address = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Split([". ", " "], StringSplitOptions.None)[0]);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients + 8 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        var photos = images.Images.Take(500).Select(image => File.ReadAllBytes(image.FullPath)).ToArray();
        await LoadAsync(client, photos, TimeSpan.FromSeconds(5));
        await CompareAsync(client, photos, images);
        await AttackAsync(client, address, photos, server);
        server.Kill();
    }

    private static async Task CompareAsync(HttpClient client, byte[][] photos, ImageSet images)
    {
        using var backbone = Backbone.Load(Backbone.Default);
        var file = Path.Combine(Path.GetTempPath(), $"graft-bench-{Environment.ProcessId}.h5");
        var (served, extracted) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var time = Stopwatch.StartNew();
            await FeatureExtraction.RunAsync(backbone, images, file);
            extracted.Add(images.Images.Length / time.Elapsed.TotalSeconds);
            served.Add(await LoadAsync(client, photos, LoadTime));
            Console.WriteLine($"round {round + 1}: extraction {extracted[^1]:F1} photos/s, server {served[^1]:F1} photos/s, ratio {served[^1] / extracted[^1]:F3}");
        }

        File.Delete(file);
        Console.WriteLine($"median of {Rounds}: extraction {extracted.Median():F1} photos/s, server with {Clients} clients {served.Median():F1} photos/s, ratio {served.Zip(extracted, (s, e) => s / e).Median():F3}");
    }

    /// <returns>Photos answered in a second.</returns>
    private static async Task<double> LoadAsync(HttpClient client, byte[][] photos, TimeSpan duration)
    {
        var (answered, next) = (0, 0);
        var time = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (time.Elapsed < duration)
            {
                using var response = await client.PostAsync("/predict", new ByteArrayContent(photos[Interlocked.Increment(ref next) % photos.Length]));
                if (response.IsSuccessStatusCode)
                    Interlocked.Increment(ref answered);
            }
        }));
        return answered / time.Elapsed.TotalSeconds;
    }

    private static async Task AttackAsync(HttpClient client, Uri address, byte[][] photos, Process server)
    {
        var statuses = new ConcurrentDictionary<string, int>();
        var (done, next) = (0, 0);
        var long30 = new byte[30_000_000];
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next) - 1; i < HostileRequests; i = Interlocked.Increment(ref next) - 1)
            {
                var photo = photos[i % photos.Length];
                var (kind, status) = (i % 18) switch
                {
                    2 => ("cut off", await PostAsync(photo[..(photo.Length / 2)])),
                    5 => ("no image", await PostAsync("no image"u8.ToArray())),
                    8 => ("bomb", await PostAsync(Bomb())),
                    11 => ("empty", await PostAsync([])),
                    14 => ("30 MB", await PostAsync(i % 180 == 14 ? long30 : long30[..20_000_001])),
                    17 => ("slow", i % 180 == 17 ? await SlowAsync(address) : await PostAsync(photo[..100])),
                    _ => ("sound", await PostAsync(photo)),
                };
                statuses.AddOrUpdate($"{kind}: {status}", 1, (_, count) => count + 1);
                if (Interlocked.Increment(ref done) % (HostileRequests / 10) == 0)
                {
                    server.Refresh();
                    Console.WriteLine($"{done,6:N0} requests, server's memory {server.WorkingSet64 / 1e6:F0} MB");
                }
            }
        }));
        foreach (var (kind, count) in statuses.OrderBy(item => item.Key, StringComparer.Ordinal))
            Console.WriteLine($"{kind,-16} {count,6:N0}");

        async Task<string> PostAsync(byte[] body)
        {
            try
            {
                using var response = await client.PostAsync("/predict", new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } });
                return $"{(int)response.StatusCode}";
            }
            catch (HttpRequestException e) when (e.InnerException is IOException)
            {
                return "closed";
            }
        }
    }

    /// <summary>Sends a little and then nothing, as long as the server bears it.</summary>
    private static async Task<string> SlowAsync(Uri address)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nabc"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return (await reader.ReadLineAsync())?.Split(' ') is [_, var status, ..] ? status : "closed";
    }

    private static byte[] Bomb()
    {
        // A bitmap of 40,000 x 40,000 pixels that is only a header.
        var file = new byte[54];
        "BM"u8.CopyTo(file);
        (file[10], file[14], file[26], file[28]) = (54, 40, 1, 24);
        BitConverter.TryWriteBytes(file.AsSpan(18), 40_000);
        BitConverter.TryWriteBytes(file.AsSpan(22), 40_000);
        return file;
    }
}
