using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>One photo after another, and many at once.</summary>
public sealed class ImageClassifierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photos_files_in_memory_and_pictures_give_what_a_run_over_all_gives()
    {
        using var model = Model();
        var path = _folder.Write("photo.png", TestImages.Png(31, 17));

        var fromPath = model.Predict(path, 2);

        Assert.Equal(2, fromPath.Length);
        Assert.Equal(fromPath, model.Predict(File.ReadAllBytes(path), 2));
        Assert.Equal(fromPath, model.Predict(ImageReader.Read(path), 2));
        Assert.Equal(fromPath[..1], model.Predict(path, 1));
        Assert.Equal(3, model.Predict(path, 100).Length);
        Assert.Equal(1, model.Predict(path, 100).Sum(item => item.Probability), 1e-5f);
        Assert.Equal(fromPath.AsEnumerable(), model.PredictAsync(ImageSet.OpenUnlabeled(path), 2, null, TestContext.Current.CancellationToken).ToBlockingEnumerable(TestContext.Current.CancellationToken).Single().Classes);
    }

    [Fact]
    public async Task Any_number_of_threads_may_ask_at_once()
    {
        using var model = Model();
        var photos = Enumerable.Range(0, 24).Select(i => _folder.Write($"{i}.png", TestImages.Png(8 + i, 40 - i, i))).ToArray();
        var expected = photos.Select(photo => model.Predict(photo, 3)).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => photos).Select(photo => Task.Run(() => model.Predict(photo, 3), TestContext.Current.CancellationToken)));

        for (var i = 0; i < answers.Length; i++)
            Assert.Equal(expected[i % photos.Length].AsEnumerable(), answers[i]);
    }

    [Fact]
    public void Asking_again_takes_little_memory()
    {
        using var model = Model();
        var picture = Pictures.Noise(300, 200, seed: 1);
        model.Predict(picture, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            model.Predict(picture, 1);

        // A tensor alone is larger.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 4 * 3 * 48 * 48 / 2);
    }

    [Fact]
    public void Of_equal_classes_the_first_comes_first_and_the_rest_falls()
    {
        using var model = Model();
        var classes = model.Predict(Pictures.Constant(5, 5, new RgbColor(0, 0, 0)), 3);

        Assert.Equal(classes.OrderByDescending(item => item.Probability).ThenBy(item => item.Label), classes);
    }

    [Fact]
    public void Misuse_and_unreadable_photos_are_told_apart()
    {
        using var model = Model();

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(Pictures.Noise(4, 4, 1), 0));
        Assert.Throws<ArgumentNullException>(() => model.Predict((RgbImage)null!, 1));
        Assert.Throws<ImageReadException>(() => model.Predict(_folder["none.png"], 1));
        Assert.Throws<ImageReadException>(() => model.Predict("no picture"u8, 1));
        Assert.Throws<ClassifierFileException>(() => ImageClassifier.Load(_folder["none.onnx"]));
    }

    /// <summary>Means of the three colours of a picture of 48 x 48, exported.</summary>
    private ImageClassifier Model()
    {
        var network = new TestNetwork([0, 3, 48, 48]).Node("GlobalAveragePool", "pooled", ["x"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3).Save(_folder["net.onnx"]);
        using (var backbone = Backbone.Load(network, new FeatureOptions { Preprocessing = new Preprocessing { Width = 48, Height = 48, ResizeMode = ResizeMode.Crop, Divisor = 255 } }))
        {
            var set = TestFeatures.Set(8, 3, ["red", "green", "blue"]);
            var rows = new FeatureSet(set.Features.ToArray(), set.Labels, set.LabelNames, set.Paths, FeatureRecipe.Of(backbone));
            StoredClassifier.Save(new LogisticRegressionOptions().Fit(rows), rows, _folder["m.onnx"]);
        }

        ClassifierExport.Run(_folder["m.onnx"], _folder["app.onnx"]);
        return ImageClassifier.Load(_folder["app.onnx"]);
    }
}
