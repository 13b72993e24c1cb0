using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class PullTests : IDisposable
{
    // Whatever a test does, it comes no farther than to this address, where nobody listens.
    private const string NoNetwork = "export HTTPS_PROXY=http://127.0.0.1:1 NO_PROXY= no_proxy=";

    private readonly TempFolder _folder = new();

    private string Home => _folder["home"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Backbones_are_listed_with_those_on_this_machine_marked()
    {
        _folder.Write("home/backbones/vgg19.onnx", [1]);

        var text = Graft("backbones").Succeeded().Output;
        Assert.Matches(@"\n +vgg19 +Keras +CC BY 4\.0 +575 MB +224 x 224 +yes *\n", text);
        Assert.Matches(@"\n +resnet50 +ONNX Model Zoo +Apache-2\.0 +103 MB +224 x 224 +no *\n", text);
        Assert.Matches(@"\n +resnet18 +ML\.NET +MIT +64 MB +224 x 224 +part of Graft *\n", text);
        Assert.Contains("block5_pool (25,088), fc1 (4,096), fc2 (4,096)", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 100, line));

        using var json = JsonDocument.Parse(Graft("backbones --format json").Succeeded().Output);
        var entries = json.RootElement.GetProperty("backbones").EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!);
        Assert.Equal(BackboneCatalogue.Entries.Length, entries.Count);
        Assert.True(entries["vgg19"].GetProperty("onThisMachine").GetBoolean());
        Assert.Equal(Path.Combine(Home, "backbones", "vgg19.onnx"), entries["vgg19"].GetProperty("path").GetString());
        Assert.False(entries["vgg16"].GetProperty("onThisMachine").GetBoolean());
        Assert.Equal(25_088, entries["vgg16"].GetProperty("layers")[0].GetProperty("featureCount").GetInt32());
        Assert.Equal(["home"], _folder.Names());
        Assert.Equal(["vgg19.onnx"], Directory.GetFiles(Path.Combine(Home, "backbones")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_name_that_is_not_known_is_told_with_those_near_to_it() =>
        Graft("pull vgg61").Failed(1, "There is no backbone 'vgg61' in the catalogue. Near it are 'vgg16', 'vgg19'; 'graft backbones' lists all.");

    [Fact]
    public void One_that_is_there_is_not_fetched_again()
    {
        var path = _folder.Write("home/backbones/squeezenet1.1.onnx", [1]);

        Assert.Equal($"{path} is there already; --force fetches it anew.\n", Graft("pull squeezenet1.1").Succeeded().Output);
        Assert.Equal("resnet18 is part of Graft; there is nothing to fetch.\n", Graft("pull resnet18").Succeeded().Output);
        using var json = JsonDocument.Parse(Graft("pull squeezenet1.1 --format json").Succeeded().Output);
        Assert.True(json.RootElement.GetProperty("wasThere").GetBoolean());
    }

    [Fact]
    public void Without_a_network_one_line_says_so_and_nothing_stays()
    {
        Graft("pull squeezenet1.1").Failed(
            1,
            "huggingface.co cannot be reached: Connection refused. Check the connection, or get the file another way and give it with --from: " +
            BackboneCatalogue.Get("squeezenet1.1").File!.Address);
        Assert.Equal(["squeezenet1.1.lock"], Directory.GetFiles(Path.Combine(Home, "downloads")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_of_the_user_is_compared_before_anything_is_done()
    {
        _folder.Write("mine.onnx", [1, 2, 3]);
        var file = BackboneCatalogue.Get("squeezenet1.1").File!;

        Graft("pull squeezenet1.1 --from mine.onnx").Failed(
            1, $"'mine.onnx' is not the published squeezenet1.1-7.onnx: it has 3 bytes, expected 4,956,208. Get it anew: {file.Address}");
        _folder.Write("mine.onnx", new byte[file.Length]);
        Graft("pull squeezenet1.1 --from mine.onnx").Failed(
            1,
            $"'mine.onnx' is not the published squeezenet1.1-7.onnx: its SHA-256 is {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[file.Length]))}, " +
            $"expected {file.Sha256}. Get it anew: {file.Address}");
        Graft("pull squeezenet1.1 --from nowhere.onnx").Failed(1, "Cannot read 'nowhere.onnx': there is no such file.");
        Assert.Empty(Directory.GetFiles(Path.Combine(Home, "backbones")));
    }

    [Fact]
    public void What_has_no_SHA_256_is_never_downloaded()
    {
        var file = BackboneCatalogue.Get("vgg16").File!;
        Graft("pull vgg16").Failed(
            1, $"No SHA-256 is published for {file.Name}, so that Graft does not download it. Get it yourself and run 'graft pull vgg16 --from FILE': {file.Address}");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Ctrl_C_ends_a_download_with_130_and_keeps_the_first_part()
    {
        var partial = _folder.Write("home/downloads/squeezenet1.1-7.onnx.partial", [1, 2, 3]);
        // As a proxy, it agrees to everything and then sends nothing.
        using var proxy = new FileServer([], _ => new FileAnswer("200 OK", [0]) { HasLength = false, CutAfter = 0, Hangs = true });

        // A program in the background of a script ignores Ctrl-C unless told otherwise: hence the monitor mode.
        var run = GraftProcess.Shell(_folder.Path, $$"""
            set -m
            export GRAFT_HOME={{Home}} HTTPS_PROXY={{proxy.Address("")}} NO_PROXY= no_proxy=
            $GRAFT pull squeezenet1.1 &
            until [ -e {{Home}}/downloads/squeezenet1.1.lock ]; do sleep 0.1; done
            sleep 1
            kill -INT $!
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains($"Cancelled. What is here is kept in {partial}; run the same command again to go on from there.\n", run.Error);
        Assert.Empty(run.Output);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(partial));
    }

    private GraftRun Graft(string arguments) => GraftProcess.Shell(_folder.Path, $"{NoNetwork} GRAFT_HOME={Home}\n$GRAFT {arguments}");
}
