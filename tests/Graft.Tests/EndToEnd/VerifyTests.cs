using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft verify</c> as a user runs it.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_every_stage_and_its_verdict()
    {
        var lines = GraftProcess.Run("verify", "resnet18").Succeeded().Output.Split('\n');

        Assert.Equal("PASS: all 35 rows are within their tolerance.", lines[^2]);
        Assert.Equal(35, lines.Count(line => line.Contains(" PASS ")));
        foreach (var stage in new[] { "decode   PNG", "resize   crop bilinear", "tensor   imagenet", "layer    Pooling395_Output_0" })
            Assert.Contains(lines, line => line.Contains(stage));
    }

    [Fact]
    public void A_difference_beyond_the_tolerance_ends_in_exit_code_1_and_is_in_the_JSON()
    {
        var run = GraftProcess.Run("verify", "resnet18", "--tolerance", "1e-12", "--format", "json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(report.GetProperty("passed").GetBoolean());
        var last = report.GetProperty("stages").EnumerateArray().Last();
        Assert.Equal(("layer", "Pooling395_Output_0", false), (last.GetProperty("stage").GetString(), last.GetProperty("name").GetString(), last.GetProperty("passed").GetBoolean()));
        Assert.InRange(last.GetProperty("largestRelativeDifference").GetDouble(), 1e-9, 1e-5);
    }

    [Fact]
    public void Wrong_usage_and_bad_data_are_told_apart()
    {
        GraftProcess.Run("verify", "resnet18", "--tolerance", "-1").Failed(2, "Option '--tolerance' must be a number of at least 0, got '-1'.");
        GraftProcess.RunIn(_folder.Path, "verify", "resnet18", "--reference", "missing").Failed(1, "Cannot read the reference folder 'missing': there is no such folder.");
    }

    [Theory]
    [Trait("Needs", SharedData.Trait)]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v1_0.25_224")]
    public void Real_networks_meet_what_PyTorch_gave_for_real_photos(string network)
    {
        var output = GraftProcess.Run("verify", SharedData.Path($"models/{network}.onnx"), "--reference", SharedData.Path("models/reference")).Succeeded().Output;

        Assert.Contains("layer    features               3", output);
        Assert.Contains("layer    prob                   3     3,000", output);
        Assert.Contains("The tensors of the reference were taken as they are", output);
    }

    [Fact]
    public void The_script_of_the_document_writes_a_folder_that_passes()
    {
        for (var i = 0; i < 3; i++)
            _folder.Write($"photos/{i}.png", TestImages.Png(300 - (90 * i), 200 + (40 * i), i));
        _folder.Write("mynet.py", """
            import torch
            torch.manual_seed(1)
            network = torch.nn.Sequential(
                torch.nn.Conv2d(3, 12, 5, stride=3, padding=1), torch.nn.BatchNorm2d(12), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                torch.nn.Conv2d(12, 20, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
            network[1].running_mean += 0.1
            """);

        Oracle.PythonText(
            "PIL, torch",
            $"""
            import os, sys; os.chdir(sys.argv[1]); sys.path.insert(0, '')
            {Documents.Blocks("docs/verify.md", "python").Single()}
            names = dict(input_names=['image'], output_names=['features'])
            torch.onnx.export(network, torch.from_numpy(tensor)[None], 'mynet.onnx', **names)
            """,
            _folder.Path);
        var run = GraftProcess.RunIn(_folder.Path, "verify", "mynet.onnx", "--reference", "reference").Succeeded();

        Assert.Matches(@"tensor +preprocessing.json +3 +451,584 .* PASS", run.Output);
        Assert.Matches(@"layer +features +3 +60 .* PASS", run.Output);
        Assert.Equal("PASS: all 14 rows are within their tolerance.", run.Output.TrimEnd().Split('\n')[^1]);
    }
}
