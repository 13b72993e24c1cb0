using System.Security.Cryptography;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class BackbonePullTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly Preprocessing Recipe = PreprocessingPreset.Of(PreprocessingPreset.TensorFlow, 96, 96, TensorLayout.Hwc);

    private readonly TempFolder _folder = new();
    private readonly FileServer _server = new(Content);
    private readonly List<string> _imports = [];

    private string Cache => _folder["cache"];

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_network_comes_with_its_recipe_and_where_it_is_from()
    {
        var report = await Pull(Network());

        Assert.Equal(new PullReport(Path.Combine(Cache, "backbones", "tiny.onnx"), WasThere: false, Sha256), report);
        Assert.Equal(Content, File.ReadAllBytes(report.Path!));
        Assert.Equal(Recipe, Preprocessing.FromJson(File.ReadAllText(Path.Combine(Cache, "backbones", "tiny.preprocessing.json"))));
        using var source = JsonDocument.Parse(File.ReadAllText(Path.Combine(Cache, "backbones", "tiny.source.json")));
        Assert.Equal(Sha256, source.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(_server.Address("tiny-7.onnx").ToString(), source.RootElement.GetProperty("address").GetString());
        Assert.Equal(
            ["backbones/tiny.onnx", "backbones/tiny.preprocessing.json", "backbones/tiny.source.json", "downloads/tiny.lock"], FilesInCache());
        Assert.True(BackboneCatalogue.IsHere(Network(), Cache));
    }

    [Fact]
    public async Task One_that_is_there_is_left_alone()
    {
        _folder.Write("cache/backbones/tiny.onnx", [1]);

        var report = await Pull(Network());

        Assert.True(report.WasThere);
        Assert.Empty(_server.Requests);
        Assert.Equal([1], File.ReadAllBytes(report.Path!));

        Assert.False((await Pull(Network(), new PullOptions { Force = true })).WasThere);
        Assert.Equal(Content, File.ReadAllBytes(report.Path!));
    }

    [Fact]
    public async Task One_that_is_part_of_Graft_is_there() =>
        Assert.Equal(new PullReport(null, WasThere: true, null), await Pull(BackboneCatalogue.Get("resnet18")));

    [Fact]
    public async Task Weights_are_imported_and_their_file_removed()
    {
        var report = await Pull(Weights());

        Assert.Equal([$"tiny {Path.Combine(Cache, "downloads", "tiny-7.onnx")} {report.Path}"], _imports);
        Assert.Equal(["backbones/tiny.onnx", "backbones/tiny.source.json", "downloads/tiny.lock"], FilesInCache());
    }

    [Fact]
    public async Task Weights_whose_import_fails_are_not_downloaded_a_second_time()
    {
        await Assert.ThrowsAsync<BackboneException>(() => Pull(Weights(), import: (_, _, _) => throw new BackboneException("No room.")));
        Assert.Equal(["downloads/tiny-7.onnx", "downloads/tiny.lock"], FilesInCache());

        await Pull(Weights());

        Assert.Single(_server.Requests);
        Assert.Equal(["backbones/tiny.onnx", "backbones/tiny.source.json", "downloads/tiny.lock"], FilesInCache());
    }

    [Fact]
    public async Task Without_a_SHA_256_nothing_is_downloaded()
    {
        var entry = Network();
        entry = entry with { File = entry.File! with { Sha256 = null } };

        var error = await Assert.ThrowsAsync<BackboneException>(() => Pull(entry));

        Assert.Equal(
            $"No SHA-256 is published for tiny-7.onnx, so that Graft does not download it. Get it yourself and run 'graft pull tiny --from FILE': {entry.File!.Address}",
            error.Message);
        Assert.Empty(_server.Requests);
        Assert.False(Directory.Exists(Path.Combine(Cache, "backbones")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_users_file_is_taken_where_it_is_the_published_one(bool isNetwork)
    {
        var mine = _folder.Write("mine.bin", Content);

        var report = await Pull(isNetwork ? Network() : Weights(), new PullOptions { From = mine });

        Assert.Equal(Sha256, report.Sha256);
        Assert.Empty(_server.Requests);
        Assert.Equal(Content, File.ReadAllBytes(mine));
        if (isNetwork)
            Assert.Equal(Content, File.ReadAllBytes(report.Path!));
        else
            Assert.Equal([$"tiny {mine} {report.Path}"], _imports);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_users_file_is_refused_where_it_is_another(bool isNetwork)
    {
        byte[] other = [.. Content];
        other[^1] ^= 1;
        var mine = _folder.Write("mine.bin", other);
        var entry = isNetwork ? Network() : Weights();

        var error = await Assert.ThrowsAsync<BackboneException>(() => Pull(entry, new PullOptions { From = mine }));

        Assert.Equal(
            $"'{mine}' is not the published tiny-7.onnx: its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(other))}, expected {Sha256}. " +
            $"Get it anew: {entry.File!.Address}", error.Message);
        Assert.Empty(_imports);
        Assert.Equal(["downloads/tiny.lock"], FilesInCache());
    }

    [Fact]
    public async Task The_users_file_is_refused_by_its_size_before_it_is_read()
    {
        var mine = _folder.Write("mine.bin", [1, 2, 3]);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Pull(Network(), new PullOptions { From = mine }));

        Assert.StartsWith($"'{mine}' is not the published tiny-7.onnx: it has 3 bytes, expected 300,000. ", error.Message);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() =>
        Assert.Equal(
            "Cannot read 'nowhere.onnx': there is no such file.",
            (await Assert.ThrowsAsync<BackboneException>(() => Pull(Network(), new PullOptions { From = "nowhere.onnx" }))).Message);

    [Fact]
    public async Task Where_only_an_MD5_is_published_that_is_compared_and_the_SHA_256_recorded()
    {
        var entry = Network();
        entry = entry with { File = entry.File! with { Sha256 = null, Md5 = "0cc175b9c0f1b6a831c399e269772661", Length = 1 } };
        var right = _folder.Write("a", "a");
        var wrong = _folder.Write("b", "b");

        var error = await Assert.ThrowsAsync<BackboneException>(() => Pull(entry, new PullOptions { From = wrong }));
        Assert.Contains(": its MD5 is 92eb5ffee6ae2fec3ad71c777531578f, expected 0cc175b9c0f1b6a831c399e269772661. ", error.Message);

        var report = await Pull(entry, new PullOptions { From = right });
        Assert.Equal("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", report.Sha256);
        using var source = JsonDocument.Parse(File.ReadAllText(Path.Combine(Cache, "backbones", "tiny.source.json")));
        Assert.Equal(report.Sha256, source.RootElement.GetProperty("sha256").GetString());
        Assert.False(source.RootElement.GetProperty("published").GetBoolean());
    }

    [Fact]
    public async Task A_second_process_is_sent_away_while_one_fetches()
    {
        using (PullClaim.Take("tiny", Cache))
        {
            var error = await Assert.ThrowsAsync<BackboneException>(() => Pull(Network()));
            Assert.Equal("Another process is fetching 'tiny'. Wait until it ends.", error.Message);
        }

        Assert.False((await Pull(Network())).WasThere);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_made_is_told()
    {
        _folder.Write("cache", "a file");

        var error = await Assert.ThrowsAsync<OutputException>(() => Pull(Network()));

        Assert.StartsWith($"Cannot write '{Cache}': ", error.Message);
        Assert.EndsWith(". Set GRAFT_HOME to a folder that can be written.", error.Message);
    }

    private string[] FilesInCache() =>
    [
        .. Directory.GetFiles(Cache, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Cache, path)).Order(StringComparer.Ordinal),
    ];

    private CatalogueEntry Network() => new()
    {
        Name = "tiny",
        Source = "a test",
        License = "none",
        Length = Content.Length,
        Layers = [new("layer", 1)],
        Preprocessing = Recipe,
        File = new PublishedFile("tiny-7.onnx", _server.Address("tiny-7.onnx"), Content.Length) { Sha256 = Sha256, ConfirmedBy = "this test" },
    };

    private CatalogueEntry Weights() => Network() with { Architecture = "tiny", Preprocessing = null };

    private Task<PullReport> Pull(CatalogueEntry entry, PullOptions? options = null, Action<string, string, string>? import = null) =>
        BackbonePull.RunAsync(
            entry, (options ?? new PullOptions()) with { CacheFolder = Cache }, new DownloadSettings { AllowsHttp = true },
            import ?? Import, null, TestContext.Current.CancellationToken);

    private void Import(string architecture, string weights, string output)
    {
        Assert.True(File.Exists(weights));
        _imports.Add($"{architecture} {weights} {output}");
        File.WriteAllBytes(output, [1]);
    }
}
