using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Graft.Cli.Demo;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The programs in samples/, built with everything else, on pictures that the demo draws.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_trains_the_next_serves_and_Python_reads_its_features()
    {
        DemoImages.Render(_folder["photos"], 8, seed: 1, TestContext.Current.CancellationToken);

        using (var training = Start("TrainInCode", _folder["photos"], _folder["app.onnx"]))
        {
            var output = await training.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await training.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(training.ExitCode == 0, await training.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            var lines = output.TrimEnd().Split('\n');
            Assert.Equal("80 photos, 512 features each", lines[0]);
            Assert.EndsWith("tried on 10 photos", lines[^2]);
            Assert.StartsWith("bricks/", lines[^1]);
            Assert.EndsWith(": bricks", lines[^1]);
        }

        Assert.True(ExportedClassifier.Read(_folder["app.onnx"])!.TakesPixels);
        await Serve();
        Read();
    }

    private async Task Serve()
    {
        var port = FreePort();
        using var service = Start("PredictService", _folder["app.onnx"], $"{port}");
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var photo = Directory.GetFiles(_folder["photos/honeycomb"])[0];
            using var answer = await Ask(client, service, await File.ReadAllBytesAsync(photo, TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var classes = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal(3, classes.GetArrayLength());
            Assert.Equal("honeycomb", classes[0].GetProperty("name").GetString());
            using var model = ImageClassifier.Load(_folder["app.onnx"]);
            Assert.Equal(model.Predict(photo, 1)[0].Probability, classes[0].GetProperty("probability").GetSingle(), 1e-6f);

            using var refusal = await Ask(client, service, Encoding.UTF8.GetBytes("no photo"));
            Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
            Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until the service listens.</summary>
    private static async Task<HttpResponseMessage> Ask(HttpClient client, Process service, byte[] content)
    {
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            try
            {
                using var body = new ByteArrayContent(content);
                return await client.PostAsync(new Uri("/predict", UriKind.Relative), body, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException) when (!service.HasExited && patience.Elapsed < TimeSpan.FromSeconds(60))
            {
            }
        }
    }

    private void Read()
    {
        var output = Oracle.PythonScript("h5py, sklearn", Documents.PathOf("samples/read_features.py"), _folder["app.h5"]).TrimEnd().Split('\n');

        Assert.Equal($"resnet18, layer {FeatureFile.Read(_folder["app.h5"]).Recipe!.Backbone.Layer}: 80 rows of 512 features", output[0]);
        Assert.Equal(12, output.Length);
        Assert.StartsWith("all ", output[^1]);
        // Drawn classes are easily told apart, whatever tells them.
        Assert.True(double.Parse(output[^1].Split(' ')[^1].TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) > 80);
    }

    private static Process Start(string sample, params string[] arguments)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", sample, "release", $"{sample}.dll"));
        Assert.True(File.Exists(program), $"{program} is not built.");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
