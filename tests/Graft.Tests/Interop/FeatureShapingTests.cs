using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Pooling, order, normalisation and views against numpy, PyTorch and scikit-learn on the tensors of the layer.</summary>
public sealed class FeatureShapingTests : IDisposable
{
    private const int Channels = 6;
    private const int Side = 5;

    private static readonly Preprocessing Recipe = new() { Width = 10, Height = 10, ResizeMode = ResizeMode.Crop, ResizeTo = 14 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Maps_are_shaped_as_others_do_it_in_every_operator_set()
    {
        (FeaturePool Pool, FeatureNormalization Normalize, TensorLayout Flatten)[] cases =
        [
            (FeaturePool.None, FeatureNormalization.None, TensorLayout.Chw),
            (FeaturePool.None, FeatureNormalization.L2, TensorLayout.Hwc),
            (FeaturePool.None, FeatureNormalization.SqrtL2, TensorLayout.Hwc),
            (FeaturePool.Avg, FeatureNormalization.None, TensorLayout.Chw),
            (FeaturePool.Max, FeatureNormalization.L2, TensorLayout.Chw),
            (FeaturePool.Gem, FeatureNormalization.SqrtL2, TensorLayout.Chw),
            (FeaturePool.Gem, FeatureNormalization.None, TensorLayout.Hwc),
        ];
        var images = Images(2);
        using var raw = Backbone.Load(Map(13).Save(_folder["map.onnx"]), new FeatureOptions { Preprocessing = Recipe });
        var maps = $"({Rows(raw, images)}.reshape(2, {Channels}, {Side}, {Side}))";
        // One process for all cases: PyTorch takes seconds to start.
        var expected = Numpy([.. cases.Select(item => Shaped(maps, item.Pool, item.Normalize, item.Flatten))]);
        foreach (var opset in new[] { 7, 10, 13, 18 })
        {
            var path = Map(opset).Save(_folder[$"map{opset}.onnx"]);
            for (var i = 0; i < cases.Length; i++)
            {
                var shaping = new FeatureShaping { Pool = cases[i].Pool, Normalize = cases[i].Normalize, Flatten = cases[i].Flatten };
                using var backbone = Backbone.Load(path, new FeatureOptions { Preprocessing = Recipe, Shaping = shaping });
                AssertNear(expected[i], Extract(backbone, images));
                Assert.Equal(shaping, backbone.Shaping);
            }
        }
    }

    [Fact]
    public void Tokens_are_pooled_over_the_tokens_and_vectors_are_left_alone()
    {
        var path = Map(13).Shape("rows", 0, Side, -1).Node("Reshape", "tokens", ["map", "rows"]).Node("GlobalAveragePool", "pooled", ["map"]).Node("Flatten", "vector", ["pooled"]).Output("tokens").Output("vector").Save(_folder["tokens.onnx"]);
        var images = Images(2);
        using var raw = Backbone.Load(path, new FeatureOptions { Layers = ["tokens"], Preprocessing = Recipe });
        using var pooled = Backbone.Load(path, new FeatureOptions { Layers = ["tokens"], Preprocessing = Recipe, Shaping = new FeatureShaping { Pool = FeaturePool.Avg } });
        using var vector = Backbone.Load(path, new FeatureOptions { Layers = ["vector"], Preprocessing = Recipe });
        using var same = Backbone.Load(path, new FeatureOptions { Layers = ["vector"], Preprocessing = Recipe, Shaping = new FeatureShaping { Pool = FeaturePool.Max } });

        AssertNear(Numpy($"{Rows(raw, images)}.reshape(2, {Side}, -1).mean(1)")[0], Extract(pooled, images));
        Assert.Equal(Extract(vector, images), Extract(same, images));
    }

    [Fact]
    public void A_row_of_zeros_stays_one_when_it_is_normalised()
    {
        var path = new TestNetwork([0, 3, 10, 10]).Node("Sub", "zero", ["x", "x"]).Output("zero").Save(_folder["zero.onnx"]);
        foreach (var normalize in new[] { FeatureNormalization.L2, FeatureNormalization.SqrtL2 })
        {
            using var backbone = Backbone.Load(path, new FeatureOptions { Preprocessing = Recipe, Shaping = new FeatureShaping { Normalize = normalize } });
            Assert.All(Extract(backbone, Images(1)), value => Assert.Equal(0, value));
        }
    }

    /// <summary>Each layer by itself: a small one is not drowned by a large one.</summary>
    [Fact]
    public void Layers_of_one_row_are_normalised_each_by_itself()
    {
        var path = Map(13).Node("GlobalMaxPool", "vector", ["map"]).Output("vector").Save(_folder["two.onnx"]);
        var shaping = new FeatureShaping { Normalize = FeatureNormalization.L2 };
        using var joined = Backbone.Load(path, new FeatureOptions { Layers = ["map", "vector"], Concat = true, Preprocessing = Recipe, Shaping = shaping });

        var row = Extract(joined, Images(1));

        Assert.Equal(1, Norm(row[..^Channels]), 1e-5);
        Assert.Equal(1, Norm(row[^Channels..]), 1e-5);

        static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
    }

    [Theory]
    [InlineData(true, 1, 2)]
    [InlineData(false, 5, 5)]
    [InlineData(true, 5, 10)]
    public async Task Features_are_the_mean_over_the_views_that_Pillow_cuts_out(bool flip, int crops, int views)
    {
        var path = Map(13).Save(_folder["map.onnx"]);
        _folder.Write("photos/a/1.png", TestImages.Png(23, 17, seed: 4));
        _folder.Write("photos/a/2.png", TestImages.Png(9, 31, seed: 5));
        _folder.Write("photos/b/3.png", TestImages.Png(10, 10, seed: 6));
        var shaping = new FeatureShaping { Flip = flip, Crops = crops, Normalize = FeatureNormalization.L2 };
        using var backbone = Backbone.Load(path, new FeatureOptions { Preprocessing = Recipe, Shaping = shaping });
        using var raw = Backbone.Load(path, new FeatureOptions { Preprocessing = Recipe });

        await FeatureExtraction.RunAsync(backbone, ImageFolder.Open(_folder["photos"]), _folder["f.h5"], new ExtractionOptions { BatchSize = 2 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(views, shaping.ViewCount);
        var pixels = Oracle.Python("PIL", """
            import json, sys
            from PIL import Image, ImageOps
            flip, crops, size, shorter = sys.argv[1] == "True", int(sys.argv[2]), 10, 14
            views = []
            for path in sys.argv[3:]:
                image = Image.open(path).convert("RGB")
                w, h = image.size
                k = (shorter, shorter * h // w) if w <= h else (shorter * w // h, shorter)
                image = image.resize(k, Image.BILINEAR)
                r, b = k[0] - size, k[1] - size
                places = [(round(r / 2), round(b / 2))] if crops == 1 else [(0, 0), (r, 0), (0, b), (r, b), (round(r / 2), round(b / 2))]
                for x, y in places:
                    view = image.crop((x, y, x + size, y + size))
                    views += [view] + ([ImageOps.mirror(view)] if flip else [])
            print(json.dumps([list(v.tobytes()) for v in views]))
            """, $"{flip}", $"{crops}", _folder["photos/a/1.png"], _folder["photos/a/2.png"], _folder["photos/b/3.png"]);
        var tensors = pixels.EnumerateArray().SelectMany(view => Planes([.. view.EnumerateArray().Select(value => value.GetByte())])).ToArray();
        var mean = $"{Rows(raw, tensors)}.reshape(3, {views}, -1).mean(1)";
        AssertNear(Numpy(Shaped(mean, FeaturePool.None, FeatureNormalization.L2, TensorLayout.Chw))[0], FeatureFile.Read(_folder["f.h5"]).Features.ToArray());
    }

    [Fact]
    public void Five_crops_want_photos_that_are_cropped()
    {
        var path = Map(13).Save(_folder["map.onnx"]);
        var squash = Recipe with { ResizeMode = ResizeMode.Squash };

        var error = Assert.Throws<BackboneException>(() => Backbone.Load(path, new FeatureOptions { Preprocessing = squash, Shaping = new FeatureShaping { Crops = 5 } }));

        Assert.Equal("Five crops need photos that are cropped; the preprocessing fits them by 'squash'.", error.Message);
    }

    [Fact]
    public void The_json_form_gives_the_same_back_and_refuses_the_rest()
    {
        var shaping = new FeatureShaping { Pool = FeaturePool.Gem, Normalize = FeatureNormalization.SqrtL2, Flatten = TensorLayout.Hwc, Flip = true, Crops = 5 };

        Assert.Equal("""{"pool":"gem","normalize":"sqrt-l2","flatten":"hwc","flip":true,"crops":5}""", shaping.ToJson());
        Assert.Equal(shaping, FeatureShaping.FromJson(shaping.ToJson()));
        Assert.Equal(new FeatureShaping(), FeatureShaping.FromJson("{}"));
        foreach (var wrong in new[] { "", "null", "[]", """{"pool":"sum"}""", """{"crops":4}""", """{"colour":1}""", """{"pool":"avg","pool":"max"}""" })
            Assert.DoesNotContain('\n', Assert.Throws<FormatException>(() => FeatureShaping.FromJson(wrong)).Message);
    }

    private static TestNetwork Map(int opset) => new TestNetwork([0, 3, 10, 10], opset)
        .Weights("filters", Channels, 3, 3, 3)
        .Node("Conv", "map", ["x", "filters"], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }))
        .Output("map");

    private static string Shaped(string maps, FeaturePool pool, FeatureNormalization normalize, TensorLayout flatten)
    {
        var pooled = pool switch
        {
            FeaturePool.Avg => $"torch.nn.functional.adaptive_avg_pool2d(torch.tensor({maps}), 1).numpy()",
            FeaturePool.Max => $"torch.nn.functional.adaptive_max_pool2d(torch.tensor({maps}), 1).numpy()",
            FeaturePool.Gem => $"torch.nn.functional.avg_pool2d(torch.tensor({maps}).clamp(min=1e-6).pow(3), ({Side}, {Side})).pow(1 / 3).numpy()",
            _ => flatten == TensorLayout.Hwc ? $"{maps}.transpose(0, 2, 3, 1)" : maps,
        };
        var rows = $"({pooled}).reshape({maps}.shape[0], -1)";
        return normalize switch
        {
            FeatureNormalization.L2 => $"sklearn.preprocessing.normalize({rows})",
            FeatureNormalization.SqrtL2 => $"sklearn.preprocessing.normalize(np.sign({rows}) * np.sqrt(np.abs({rows})))",
            _ => rows,
        };
    }

    /// <summary>Values of expressions of numpy.</summary>
    private static float[][] Numpy(params string[] expressions)
    {
        var modules = string.Join(", ", new[] { "torch", "sklearn.preprocessing" }.Where(name => expressions.Any(expression => expression.Contains(name, StringComparison.Ordinal))).Prepend("json, numpy as np"));
        var script = $"import {modules}\nprint(json.dumps([x.astype(float).ravel().tolist() for x in [{string.Join(", ", expressions)}]]))";
        return [.. Oracle.Python("torch", script).EnumerateArray().Select(values => values.EnumerateArray().Select(value => value.GetSingle()).ToArray())];
    }

    /// <summary>Rows as an expression of numpy.</summary>
    private static string Rows(IBackbone raw, float[] images) => $"np.array({JsonSerializer.Serialize(Extract(raw, images))}, 'float32').reshape({images.Length / raw.Preprocessing.TensorLength}, -1)";

    private static float[] Extract(IBackbone backbone, float[] images)
    {
        var rows = new float[images.Length / backbone.Preprocessing.TensorLength / backbone.Shaping.ViewCount * backbone.FeatureCount];
        backbone.Extract(images, rows);
        return rows;
    }

    private static float[] Images(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count * 300).Select(_ => random.NextSingle() * 4 - 2)];
    }

    private static IEnumerable<float> Planes(byte[] pixels) => Enumerable.Range(0, 3).SelectMany(channel => pixels.Where((_, i) => i % 3 == channel).Select(value => (float)value));

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var difference = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
        var scale = expected.Max(Math.Abs);
        Assert.True(difference <= 2e-6f * Math.Max(1, scale), $"largest difference {difference} of {scale}");
    }
}
