namespace Graft.Tests.Unit;

public sealed class AugmentationOptionsTests
{
    public static TheoryData<AugmentationOptions, string> Texts => new()
    {
        { AugmentationOptions.None, "none" },
        { AugmentationPreset.Of("flip"), "mirror=horizontal" },
        { AugmentationPreset.Of("light"), "crop-area=0.6 mirror=horizontal" },
        { AugmentationPreset.Of("strong"), "crop-area=0.3 mirror=horizontal rotate=15 color=0.3" },
        { new() { MinimumArea = 0.5, MaximumAspect = 1 }, "crop-area=0.5 crop-aspect=1" },
        { new() { FlipVertical = true }, "mirror=vertical" },
        { new() { FlipHorizontal = true, FlipVertical = true, Shift = 0.1, Zoom = 0.2, Hue = 0.05 }, "mirror=both shift=0.1 zoom=0.2 hue=0.05" },
        { new() { Brightness = 0.1, Contrast = 0.2 }, "brightness=0.1 contrast=0.2" },
        { new() { Saturation = 1 }, "saturation=1" },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void The_text_names_what_is_not_left_out(AugmentationOptions options, string text)
    {
        Assert.Equal(text, options.ToString());
        Assert.Equal(text == "none", options.IsNone);
        Assert.Null(options.FindProblem());
    }

    [Fact]
    public void The_shape_of_crops_alone_changes_nothing() => Assert.True(new AugmentationOptions { MaximumAspect = 2 } is { IsNone: true } alone && alone.ToString() == "none");

    public static TheoryData<AugmentationOptions, string> Impossible => new()
    {
        { new() { MinimumArea = 0 }, "MinimumArea must be more than 0 and at most 1, got 0." },
        { new() { MinimumArea = double.NaN }, "MinimumArea must be more than 0 and at most 1, got NaN." },
        { new() { MinimumArea = 1.5 }, "MinimumArea must be more than 0 and at most 1, got 1.5." },
        { new() { MaximumAspect = 0.9 }, "MaximumAspect must be at least 1, got 0.9." },
        { new() { MaximumAspect = double.PositiveInfinity }, "MaximumAspect must be at least 1, got Infinity." },
        { new() { Rotation = 181 }, "Rotation must be from 0 to 180, got 181." },
        { new() { Shift = 0.6 }, "Shift must be from 0 to 0.5, got 0.6." },
        { new() { Zoom = -0.1 }, "Zoom must be from 0 to 1, got -0.1." },
        { new() { Brightness = 1.01 }, "Brightness must be from 0 to 1, got 1.01." },
        { new() { Contrast = double.NaN }, "Contrast must be from 0 to 1, got NaN." },
        { new() { Saturation = -1 }, "Saturation must be from 0 to 1, got -1." },
        { new() { Hue = 0.51 }, "Hue must be from 0 to 0.5, got 0.51." },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_is_out_of_range_is_refused_with_the_reason(AugmentationOptions options, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => new Augmenter(options, new Preprocessing { Width = 4, Height = 4 }));
        Assert.StartsWith(reason, error.Message);
    }

    [Fact]
    public void An_unknown_preset_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => AugmentationPreset.Of("heavy"));
        Assert.StartsWith("There is no augmentation 'heavy'; known are 'none', 'flip', 'light', 'strong'.", error.Message);
    }
}
