using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

public sealed class FinetuneTests : IDisposable
{
    private readonly TuningCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public void A_network_is_tuned_and_used()
    {
        Torch.Require();

        var run = Finetune("--out", "tuned.onnx", "--epochs", "2", "--report", "page.html").Succeeded();

        Assert.Contains("fine-tuned", run.Output);
        Assert.Contains("tuned.onnx: network of 2 classes, fine-tuned from 'conv2' on with 15 images, tested on 5 others.", run.Output);
        Assert.StartsWith("About ", run.Error);
        Assert.Contains("Features and activations are kept in tuned.activations.h5", run.Error);
        Assert.Contains("Fine-tuning", File.ReadAllText(_case.Folder["page.html"]));
        var predicted = GraftProcess.RunIn(_case.Folder.Path, "predict", "tuned.onnx", "photos/class 0/00.png", "--format", "json").Succeeded();
        Assert.Contains("class ", predicted.Output);
        Assert.Contains("finetuned", GraftProcess.RunIn(_case.Folder.Path, "inspect", "tuned.onnx").Succeeded().Output);
    }

    [Fact]
    public void Results_for_programs_are_JSON_and_photos_that_vary_need_no_cache()
    {
        Torch.Require();

        var run = Finetune("--out", "tuned.onnx", "--epochs", "2", "--format", "json", "--quiet", "--augment", "strong", "--head", "8", "--optimizer", "sgd").Succeeded();

        var result = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("finetuned", result.GetProperty("classifier").GetString());
        Assert.Equal(3, result.GetProperty("tuning").GetProperty("epochs").GetArrayLength());
        Assert.Contains("augment: ", result.GetProperty("settings").GetString());
        using var features = FeatureFile.Open(_case.Folder["tuned.activations.h5"]);
        Assert.Single(features.Layers);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_told()
    {
        Torch.Require();

        var run = Finetune("--out", "tuned.onnx", "--epochs", "2", "--optimizer", "sgd", "--lr", "1e20", "--test-fraction", "0").Succeeded();

        Assert.Contains("as the loss was no longer a finite number: take a smaller learning rate. No epoch made it better, so that only the head is new.", run.Output);
    }

    [Fact]
    public void What_cannot_be_tuned_is_refused_in_one_line()
    {
        Torch.Require();
        Finetune("--out", "x.onnx", "--unfreeze-from", "conv9").Failed(1, "'net.onnx' has no layer 'conv9'; did you mean 'conv1', 'conv2', 'conv3'? 'graft layers net.onnx' lists all.");
        Finetune("--out", "x.onnx", "--layer", "pool1", "--unfreeze-from", "conv2").Failed(1, "The layer 'conv2' is behind the one that features are taken from, so there is nothing of it to train.");
        Directory.CreateDirectory(_case.Folder["one"]);
        Directory.Move(_case.Folder["photos/class 0"], _case.Folder["one/only"]);
        GraftProcess.RunIn(_case.Folder.Path, "finetune", "one", "--backbone", "net.onnx", "--preprocessing", "imagenet", "--out", "x.onnx").Failed(
            1, "All 10 images are of class 'only'; at least 2 classes are needed. Put the photos of each class into a folder of its own.");
        Assert.Empty(Directory.GetFiles(_case.Folder.Path, "x.*"));
    }

    [Theory]
    [InlineData("--lr", "0", "must be a number of more than 0, got '0'.")]
    [InlineData("--head", "wide", "must be linear or a whole number from 1 to 65,536, got 'wide'.")]
    [InlineData("--epochs", "0", "must be from 1 to 100,000, got '0'.")]
    [InlineData("--validation", "1", "must be a number of at least 0 and less than 1, got '1'.")]
    [InlineData("--schedule", "linear", "must be cosine, step or constant, got 'linear'.")]
    public void Wrong_options_are_told(string option, string value, string message) =>
        Finetune("--out", "x.onnx", option, value).Failed(2, $"Option '{option}' {message}");

    [Fact]
    public void A_disk_without_room_is_noticed_beforehand()
    {
        Torch.Require();
        var disk = _case.Folder["disk"];
        Directory.CreateDirectory(disk);
        Assert.SkipWhen(GraftProcess.Shell(_case.Folder.Path, $"mount -t tmpfs -o size=64k tmpfs '{disk}'").ExitCode != 0, "nothing can be mounted here");
        try
        {
            var run = Finetune("--out", "tuned.onnx", "--cache", "disk/cache.h5");

            Assert.Equal(1, run.ExitCode);
            Assert.Matches("error: Cannot write 'disk/cache.h5': 0.0 GB are still to be written, and the disk has room for 0.0 GB|error: Cannot write 'disk/cache.h5': the disk is full", run.Error);
        }
        finally
        {
            GraftProcess.Shell(_case.Folder.Path, $"umount '{disk}'");
        }
    }

    [Fact]
    public void A_library_that_is_not_there_is_told_with_what_to_do()
    {
        Torch.Require();

        var run = GraftProcess.Shell(_case.Folder.Path, "GRAFT_TORCH=/nowhere $GRAFT finetune photos --backbone net.onnx --preprocessing imagenet --out x.onnx");

        run.Failed(1, "PyTorch's native library is not in '/nowhere', which GRAFT_TORCH names: there is no 'libc10.so'. 'tools/torch/install' fetches it; './graft finetune' does so by itself. "
            + "A program of your own adds the package libtorch-cpu-linux-x64 (or that of its platform).");
    }

    [Fact]
    public void An_old_runtime_of_C_plus_plus_is_told_with_what_to_do()
    {
        Torch.Require();

        var run = GraftProcess.Shell(_case.Folder.Path, "env -u LD_PRELOAD $GRAFT finetune photos --backbone net.onnx --preprocessing imagenet --out x.onnx --epochs 1 --quiet");

        // Newer systems have what is needed.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LD_PRELOAD")))
            run.Succeeded();
        else
            run.Failed(1, CxxRuntime.Advice);
    }

    [Fact]
    public void Killed_again_and_again_it_comes_to_the_same_file()
    {
        Torch.Require();
        string[] options = ["--epochs", "40", "--threads", "1", "--seed", "7", "--quiet", "--patience", "0", "--cache", "cache.h5"];
        Finetune(["--out", "whole.onnx", .. options]).Succeeded();
        var random = new Random(3);
        for (var kills = 0; kills < 3; kills++)
        {
            using var process = GraftProcess.Start(_case.Folder.Path, ["finetune", "photos", "--backbone", "net.onnx", "--preprocessing", "imagenet", "--out", "x.onnx", .. options]);
            var before = Stamp();
            while (!process.HasExited && Stamp() == before)
                Thread.Sleep(1);
            // Epochs, each with its checkpoint, follow one another within milliseconds.
            Thread.Sleep(random.Next(30));
            process.Kill();
            process.WaitForExit();
        }

        Assert.False(File.Exists(_case.Folder["x.onnx"]));
        Finetune(["--out", "x.onnx", .. options]).Succeeded();
        Unstamped.Same(_case.Folder["whole.onnx"], _case.Folder["x.onnx"]);

        DateTime Stamp() => File.GetLastWriteTimeUtc(_case.Folder["x.checkpoint.safetensors"]);
    }

    [Fact]
    public void What_training_will_see_can_be_looked_at_beforehand()
    {
        Finetune("--out", "x.onnx", "--augment", "strong", "--preview-augmentation", "sheet.png").Succeeded();

        var sheet = ImageReader.Read(_case.Folder["sheet.png"]);
        Assert.True(sheet.Width > 8 * TuningCase.Side && sheet.Height > 8 * TuningCase.Side);
        Assert.False(File.Exists(_case.Folder["x.onnx"]));
    }

    private GraftRun Finetune(params string[] arguments) =>
        GraftProcess.RunIn(_case.Folder.Path, ["finetune", "photos", "--backbone", "net.onnx", "--preprocessing", "imagenet", .. arguments]);
}
