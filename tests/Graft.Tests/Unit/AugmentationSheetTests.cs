using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class AugmentationSheetTests : IDisposable
{
    private static readonly AugmentationOptions Options = AugmentationPreset.Of("strong");

    private readonly TempFolder _folder = new();
    private readonly ImageSet _photos;

    public AugmentationSheetTests()
    {
        for (var i = 0; i < 3; i++)
            _folder.Write($"photos/a/{i}.png", TestImages.Png(50, 40, seed: i));
        _photos = ImageSet.Open(_folder["photos"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_row_has_the_photo_as_at_prediction_and_as_in_each_epoch()
    {
        var preprocessing = new Preprocessing { Width = 30, Height = 20, ResizeMode = ResizeMode.Crop };
        AugmentationSheet.Write(_folder["sheet.png"], _photos.Content, _photos.Images, preprocessing, Options, seed: 5, variants: 2);
        var sheet = ImageReader.Read(_folder["sheet.png"]);
        Assert.Equal((4 + 30 + 12 + 30 + 4 + 30 + 4, 4 + (3 * 24)), (sheet.Width, sheet.Height));
        for (var row = 0; row < 3; row++)
        {
            var photo = ImageReader.Read(_photos.Images[row].FullPath);
            var augmenter = new Augmenter(Options, preprocessing);
            AssertShown(sheet, 4, 4 + (24 * row), new Preprocessor(preprocessing).Resize(photo));
            AssertShown(sheet, 46, 4 + (24 * row), augmenter.Picture(photo, AugmentationSeed.Of(5, 1, _photos.Images[row].Path)));
            AssertShown(sheet, 80, 4 + (24 * row), augmenter.Picture(photo, AugmentationSeed.Of(5, 2, _photos.Images[row].Path)));
        }
    }

    [Fact]
    public void Large_pictures_are_made_smaller()
    {
        AugmentationSheet.Write(_folder["sheet.png"], _photos.Content, _photos.Images, new() { Width = 1000, Height = 500 }, Options, 5, 1);
        var sheet = ImageReader.Read(_folder["sheet.png"]);
        Assert.Equal((4 + 224 + 12 + 224 + 4, 4 + (3 * (112 + 4))), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void Only_pictures_are_replaced()
    {
        _folder.Write("notes.txt", "mine");
        var error = Assert.Throws<OutputException>(() => AugmentationSheet.CheckWritable(_folder["notes.txt"]));
        Assert.Contains("a file of another kind has that name", error.Message);
        File.Delete(_photos.Images[1].FullPath);
        Assert.Throws<ImageReadException>(() => AugmentationSheet.Write(_folder["sheet.png"], _photos.Content, _photos.Images, new() { Width = 8, Height = 8 }, Options, 5, 1));
        Assert.Equal(["notes.txt", "photos"], _folder.Names());
    }

    private static void AssertShown(RgbImage sheet, int left, int top, RgbImage picture)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            var start = (((top + y) * sheet.Width) + left) * 3;
            Assert.Equal(picture.Pixels.Slice(y * picture.Width * 3, picture.Width * 3), sheet.Pixels.Slice(start, picture.Width * 3));
        }
    }
}
