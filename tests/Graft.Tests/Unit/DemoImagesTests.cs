using Graft.Cli.Demo;
using SkiaSharp;

namespace Graft.Tests.Unit;

public sealed class DemoImagesTests : IDisposable
{
    /// <summary>Grey levels; the plainest of 800 pictures, a brick wall, has 13.</summary>
    private const double LeastSpread = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_class_gets_its_folder_with_the_asked_number_of_pictures()
    {
        DemoImages.Render(_folder, imagesPerClass: 2, cancellationToken: TestContext.Current.CancellationToken);

        var folders = Directory.GetDirectories(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(DemoImages.ClassNames, folders);
        Assert.True(DemoImages.ClassNames.Count >= 8);
        Assert.All(DemoImages.ClassNames, name => Assert.Equal(
            ["001.jpg", "002.jpg"],
            Directory.GetFiles(Path.Combine(_folder, name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_same_seed_renders_the_same_bytes_however_many_pictures_follow()
    {
        var few = Render("few", seed: 5, imagesPerClass: 1);
        var more = Render("more", seed: 5, imagesPerClass: 2);
        Assert.All(few, picture => Assert.Equal(picture.Value, more[picture.Key]));
    }

    [Fact]
    public void Another_seed_renders_other_pictures()
    {
        var one = Render("one", seed: 1);
        var two = Render("two", seed: 2);
        Assert.All(one, picture => Assert.NotEqual(picture.Value, two[picture.Key]));
    }

    [Fact]
    public void Every_picture_decodes_and_shows_something()
    {
        DemoImages.Render(_folder, imagesPerClass: 2, seed: 3, TestContext.Current.CancellationToken);

        Assert.All(Directory.GetFiles(_folder, "*.jpg", SearchOption.AllDirectories), path =>
        {
            using var picture = SKBitmap.Decode(path);
            Assert.NotNull(picture);
            Assert.InRange(picture.Width, 240, 320);
            Assert.InRange(picture.Height, 240, 320);
            Assert.True(Spread(picture) > LeastSpread, $"'{path}' is flat: spread {Spread(picture):F1}.");
        });
    }

    [Fact]
    public void A_cancelled_rendering_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => DemoImages.Render(_folder, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_named()
    {
        var taken = Path.Combine(_folder, "bricks", "001.jpg");
        Directory.CreateDirectory(taken);
        var error = Assert.Throws<OutputException>(() => DemoImages.Render(
            _folder, imagesPerClass: 1, cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith($"Cannot write demo picture '{taken}': ", error.Message);
    }

    private SortedDictionary<string, string> Render(string name, int seed, int imagesPerClass = 1)
    {
        var folder = Path.Combine(_folder, name);
        DemoImages.Render(folder, imagesPerClass, seed, TestContext.Current.CancellationToken);
        return new(Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path), path => Convert.ToBase64String(File.ReadAllBytes(path))));
    }

    /// <summary>Standard deviation of the green channel.</summary>
    private static double Spread(SKBitmap picture)
    {
        var green = picture.Pixels.Select(p => (double)p.Green).ToArray();
        var mean = green.Average();
        return Math.Sqrt(green.Average(g => (g - mean) * (g - mean)));
    }
}
