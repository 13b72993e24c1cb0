using System.IO.Hashing;
using System.Text;

namespace Graft.Tests.Support;

/// <summary>
/// A folder of tiny pictures, each of one colour that its path decides: so it shows whether a row of features is that of
/// the image it is said to be of.
/// </summary>
internal sealed class PhotoFolder(TempFolder folder, string name = "photos")
{
    private const int Side = 8;

    public string Path { get; } = Directory.CreateDirectory(folder[name]).FullName;

    public ImageSet Images => ImageSet.Open(Path);

    /// <summary>Adds pictures.</summary>
    public PhotoFolder With(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
            folder.Write($"{name}/{path}", Png(Color(path)));
        return this;
    }

    /// <summary>Adds files that are no pictures.</summary>
    public PhotoFolder Unreadable(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
            folder.Write($"{name}/{path}", [1, 2, 3]);
        return this;
    }

    public PhotoFolder Without(string path)
    {
        File.Delete(System.IO.Path.Combine(Path, path));
        return this;
    }

    /// <summary>What <see cref="FakeBackbone"/> makes of the picture with that path.</summary>
    public static float[] Features(string path) => Color(path) is var color ? [color.Red, color.Green, color.Blue] : [];

    /// <summary>Asserts that every row has the features and the class of its image, and that these images have a row.</summary>
    public static void AssertAligned(string featureFile, params IEnumerable<string> paths)
    {
        var set = FeatureFile.Read(featureFile);
        Assert.Equal(paths, set.Paths);
        for (var row = 0; row < set.RowCount; row++)
        {
            Assert.Equal(Features(set.Paths[row]), set.Row(row).ToArray());
            Assert.Equal(set.Paths[row].Split('/')[0], set.LabelNames[set.Labels[row]]);
        }
    }

    private static RgbColor Color(string path) => Crc32.Hash(Encoding.UTF8.GetBytes(path)) is [var red, var green, var blue, _] ? new(red, green, blue) : default;

    private static byte[] Png(RgbColor color)
    {
        using var image = NetVips.Image.NewFromMemoryCopy<byte>(
            Pictures.Constant(Side, Side, color).Pixels.ToArray(), Side, Side, 3, NetVips.Enums.BandFormat.Uchar);
        return image.WriteToBuffer(".png");
    }
}
