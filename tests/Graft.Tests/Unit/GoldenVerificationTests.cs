using System.IO.Compression;
using System.Runtime.InteropServices;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>The golden values that Graft brings along: they are met, and each of them can be missed.</summary>
public sealed class GoldenVerificationTests(GoldenVerificationTests.Network resNet18) : IClassFixture<GoldenVerificationTests.Network>
{
    private static readonly string[] Presets = ["imagenet", "caffe", "tf", "clip", "resnet18"];
    private static readonly string[] Resizes =
        ["squash nearest", "squash bilinear", "squash bicubic", "squash lanczos", "crop bilinear", "pad bicubic", "resnet18"];

    [Fact]
    public void ResNet18_meets_its_golden_values_at_every_stage()
    {
        var report = BackboneVerification.Run(resNet18.Model);

        Assert.True(report.Passed);
        Assert.Empty(report.Notes);
        Assert.Equal(("resnet18", resNet18.Model.Sha256), (report.Backbone, report.Sha256));
        Assert.Equal(["PNG", "JPEG"], Names(VerificationStage.Decode));
        Assert.Equal(Resizes, Names(VerificationStage.Resize));
        Assert.Equal(Presets, Names(VerificationStage.Tensor));
        // 19 rectifiers, the first pool and the last.
        Assert.Equal(21, Names(VerificationStage.Layer).Count());
        Assert.Equal("Pooling395_Output_0", Names(VerificationStage.Layer).Last());
        Assert.All(report.Stages, stage => Assert.True(stage.ImageCount > 0 && stage.ValueCount >= 1000));
        // Rounding in single precision shows, and is far from the tolerance.
        Assert.All(report.Stages.Where(stage => stage.Stage == VerificationStage.Layer), stage => Assert.InRange(stage.LargestRelativeDifference, 1e-9, 1e-5));

        IEnumerable<string> Names(VerificationStage of) => report.Stages.Where(stage => stage.Stage == of).Select(stage => stage.Name);
    }

    [Fact]
    public void Without_golden_values_for_a_network_its_layers_are_left_out_and_the_report_says_so()
    {
        using var folder = new TempFolder();
        var report = BackboneVerification.Run(BackboneModel.Open(TinyNetwork.Write(folder)));

        Assert.True(report.Passed);
        Assert.Equal(12, report.Stages.Length);
        Assert.DoesNotContain(report.Stages, stage => stage.Stage == VerificationStage.Layer);
        Assert.StartsWith("Layers were not compared: Graft has no golden values for ", Assert.Single(report.Notes));
    }

    [Theory]
    [InlineData("PNG")]
    [InlineData("JPEG")]
    [InlineData("squash nearest")]
    [InlineData("squash bilinear")]
    [InlineData("squash bicubic")]
    [InlineData("squash lanczos")]
    [InlineData("crop bilinear")]
    [InlineData("pad bicubic")]
    [InlineData("imagenet")]
    [InlineData("caffe")]
    [InlineData("tf")]
    [InlineData("clip")]
    public void One_wrong_value_of_a_picture_fails_its_row_and_no_other(string row)
    {
        using var folder = new TempFolder();
        var golden = GoldenDocument.Load();
        var wrong = golden with
        {
            Decoded = Spoil(golden.Decoded, item => row == (item.Picture.EndsWith(".jpg", StringComparison.Ordinal) ? "JPEG" : "PNG"), item => item with { Pixels = Shift(item.Pixels, item.Tolerance) }),
            Resized = Spoil(golden.Resized, item => row.Equals($"{item.Mode} {item.Interpolation}", StringComparison.OrdinalIgnoreCase), item => item with { Pixels = Shift(item.Pixels, 0) }),
            Tensors = Spoil(golden.Tensors, item => row == item.Preset, item => item with { Values = Change(item.Values, MathF.BitIncrement) }),
        };

        var report = BackboneVerification.Run(BackboneModel.Open(TinyNetwork.Write(folder)), wrong, new VerificationOptions { Tolerance = 1 });

        Assert.Equal(row, Assert.Single(report.Stages, stage => !stage.Passed).Name);
        Assert.NotNull(report.Stages.Single(stage => !stage.Passed).WorstImage);
    }

    [Theory]
    [InlineData(0, "resnet18")]
    [InlineData(1, "resnet18")]
    [InlineData(2, "ReLU253_Output_0")]
    [InlineData(3, "Pooling395_Output_0")]
    [InlineData(4, "ReLU301_Output_0")]
    public void One_wrong_value_of_the_network_fails_its_row_and_no_other(int fault, string row)
    {
        var golden = GoldenDocument.Load();
        var run = golden.Networks[0].Runs[1];
        var spoiled = fault switch
        {
            0 => run with { Pixels = Shift(run.Pixels, 0) },
            1 => run with { Tensor = Change(run.Tensor, MathF.BitIncrement) },
            2 => run with { Layers = Spoil(run.Layers, item => item.Name == row, item => item with { Length = item.Length - 1 }) },
            3 => run with { Layers = Spoil(run.Layers, item => item.Name == row, item => item with { Values = Change(item.Values, value => value + 0.01f) }) },
            _ => run with { Layers = Spoil(run.Layers, item => item.Name == row, item => item with { Values = Change(item.Values, _ => float.NaN) }) },
        };
        var wrong = golden with { Networks = [golden.Networks[0] with { Runs = [golden.Networks[0].Runs[0], spoiled] }] };

        var report = BackboneVerification.Run(resNet18.Model, wrong, new VerificationOptions());

        var failed = Assert.Single(report.Stages, stage => !stage.Passed);
        Assert.Equal((row, run.Picture), (failed.Name, failed.WorstImage));
        Assert.Equal(fault switch { 0 => VerificationStage.Resize, 1 => VerificationStage.Tensor, _ => VerificationStage.Layer }, failed.Stage);
        Assert.Equal(fault is 2 or 4, double.IsInfinity(failed.LargestDifference));
    }

    [Theory]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_tolerance_that_is_none_is_refused(double tolerance) =>
        Assert.Throws<ArgumentException>(() => BackboneVerification.Run(resNet18.Model, new VerificationOptions { Tolerance = tolerance }));

    [Fact]
    public void Without_tolerance_rounding_fails()
    {
        var report = BackboneVerification.Run(resNet18.Model, new VerificationOptions { Tolerance = 0 });

        Assert.All(report.Stages, stage => Assert.Equal(stage.Stage != VerificationStage.Layer, stage.Passed));
    }

    /// <summary>All items, the first that is meant being replaced.</summary>
    private static T[] Spoil<T>(T[] items, Predicate<T> isMeant, Func<T, T> spoil)
    {
        var first = Array.FindIndex(items, isMeant);
        return [.. items.Select((item, i) => i == first ? spoil(item) : item)];
    }

    /// <summary>The last pixel moved by a grey level more than the tolerance.</summary>
    private static string Shift(string packed, double tolerance)
    {
        var bytes = GoldenValues.Bytes(packed);
        var step = (int)tolerance + 1;
        bytes[^1] = (byte)(bytes[^1] >= step ? bytes[^1] - step : bytes[^1] + step);
        return Packed(bytes);
    }

    /// <summary>The value in the middle changed.</summary>
    private static string Change(string packed, Func<float, float> change)
    {
        var values = GoldenValues.Singles(packed);
        values[values.Length / 2] = change(values[values.Length / 2]);
        return Packed(MemoryMarshal.AsBytes<float>(values));
    }

    private static string Packed(ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream();
        using (var deflating = new ZLibStream(stream, CompressionLevel.Fastest))
            deflating.Write(bytes);
        return Convert.ToBase64String(stream.ToArray());
    }

    /// <summary>The network, opened once.</summary>
    public sealed class Network
    {
        public BackboneModel Model { get; } = BackboneModel.Open("resnet18");
    }
}
