namespace Graft.Tests.Unit;

public sealed class PreprocessingJsonTests
{
    [Fact]
    public void All_properties_are_written_in_a_fixed_order()
    {
        var preprocessing = new Preprocessing
        {
            Width = 224,
            Height = 192,
            ResizeMode = ResizeMode.Crop,
            ResizeTo = 256,
            Interpolation = Interpolation.Bicubic,
            AlphaBackground = null,
            PadColor = new(1, 2, 3),
            ChannelOrder = ChannelOrder.Bgr,
            Divisor = 255,
            Mean = new(0.485f, 0.456f, 0.406f),
            Std = new(0.229f, 0.224f, 0.225f),
            Layout = TensorLayout.Hwc,
        };
        const string expected = """
            {"width":224,"height":192,"resizeMode":"crop","resizeTo":256,"interpolation":"bicubic",
            "alphaBackground":null,"padColor":[1,2,3],"channelOrder":"bgr","divisor":255,
            "mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225],"layout":"hwc"}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), preprocessing.ToJson());
    }

    [Fact]
    public void Only_the_size_must_be_there()
    {
        Assert.Equal(new Preprocessing { Width = 8, Height = 9 }, Preprocessing.FromJson("""{"height": 9, "width": 8}"""));
    }

    [Theory]
    [InlineData("null", "expected an object, got null.")]
    [InlineData("[]", "expected an object.")]
    [InlineData("{}", "it lacks 'width', 'height'.")]
    [InlineData("""{"width":1}""", "it lacks 'height'.")]
    [InlineData("""{"width":1,"height":1,"size":1}""", "The JSON property 'size' is not known (at $.size).")]
    [InlineData("""{"width":1,"height":1,"width":1}""", "Duplicate property 'width' (at $.width).")]
    [InlineData("""{"width":1,"height":"1"}""", "expected a whole number (at $.height).")]
    [InlineData("""{"width":1,"height":1.5}""", "expected a whole number (at $.height).")]
    [InlineData("""{"width":1,"height":1,"divisor":"255"}""", "expected a number (at $.divisor).")]
    [InlineData("""{"width":0,"height":1}""", "Width and height must be at least 1, got 0 x 1.")]
    [InlineData("""{"width":1,"height":1,"layout":"nchw"}""", "expected one of 'chw', 'hwc' (at $.layout).")]
    [InlineData("""{"width":1,"height":1,"layout":"CHW"}""", "expected one of 'chw', 'hwc' (at $.layout).")]
    [InlineData("""{"width":1,"height":1,"layout":0}""", "expected one of 'chw', 'hwc' (at $.layout).")]
    [InlineData("""{"width":1,"height":1,"mean":[1,2]}""", "expected three numbers, [red, green, blue] (at $.mean).")]
    [InlineData("""{"width":1,"height":1,"mean":null}""", "expected three numbers, [red, green, blue] (at $.mean).")]
    [InlineData("""{"width":1,"height":1,"mean":[1,2,1e99]}""", "Mean must be finite, got (1, 2, Infinity).")]
    [InlineData("""{"width":1,"height":1,"padColor":[1,2,256]}""", "expected three whole numbers from 0 to 255, [red, green, blue] (at $.padColor).")]
    [InlineData("""{"width":1,"height":1,"padColor":[1,2,3,4]}""", "expected three whole numbers from 0 to 255, [red, green, blue] (at $.padColor).")]
    public void Anything_else_is_refused_with_the_reason(string json, string reason)
    {
        var error = Assert.Throws<FormatException>(() => Preprocessing.FromJson(json));
        Assert.Equal("The preprocessing is not valid: " + reason, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("width")]
    [InlineData("""{"width":1,"height":1""")]
    [InlineData("""{"width":1,"height":1,}""")]
    [InlineData("""{"width":1,"height":1} {}""")]
    [InlineData("{\n\"width\":1,\n\"height\":\n}")]
    public void What_is_not_JSON_is_refused_in_one_line(string json)
    {
        var error = Assert.Throws<FormatException>(() => Preprocessing.FromJson(json));
        Assert.Matches("^The preprocessing is not valid: .+[.]$", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
