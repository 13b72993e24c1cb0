using System.Buffers.Binary;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Headers of files that Pillow wrote, and statistics beside those of SciPy and scikit-learn.</summary>
public sealed class FileLeaksTests : IDisposable
{
    private const string Photos = """
        import sys
        import numpy as np
        from PIL import Image, ImageCms
        folder = sys.argv[1]
        image = Image.fromarray(np.random.RandomState(0).randint(0, 255, (90, 300, 3), "uint8"))
        exif = Image.Exif(); exif[271] = "x"
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image.save(folder + "/a.jpg", quality=75, subsampling="4:2:0")
        image.save(folder + "/b.jpg", quality=92, subsampling="4:4:4", progressive=True, exif=exif, icc_profile=profile)
        image.convert("L").save(folder + "/c.jpg", quality=30)
        image.save(folder + "/d.jpg", quality=85, subsampling="4:2:2")
        image.convert("CMYK").save(folder + "/e.jpg", quality=85)
        image.save(folder + "/f.png", icc_profile=profile)
        image.convert("L").save(folder + "/g.png", exif=exif)
        image.convert("P").save(folder + "/h.gif")
        image.save(folder + "/i.bmp")
        """;

    private const string Statistics = """
        import json, sys
        import numpy as np
        from scipy.stats import chi2_contingency
        from sklearn.naive_bayes import CategoricalNB
        from sklearn.preprocessing import OrdinalEncoder
        data = json.load(open(sys.argv[1]))
        y, x = np.array(data["labels"]), np.array(data["traits"])
        table = np.array([[((y == k) & (x[:, 0] == v)).sum() for v in sorted(set(x[:, 0]))] for k in sorted(set(y))])
        chi2 = chi2_contingency(table, correction=False)[0]
        n, (r, c) = len(y), table.shape
        phi = max(0, chi2 / n - (r - 1) * (c - 1) / (n - 1))
        v = (phi / (min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1)) ** 0.5
        codes = OrdinalEncoder().fit_transform(x).astype(int)
        half = n // 2
        model = CategoricalNB(min_categories=codes.max(0) + 1).fit(codes[:half], y[:half])
        print(json.dumps({"chi2": chi2, "v": v, "predictions": model.predict(codes[half:]).tolist()}))
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jpg", "JPEG|65 to 128|colour|baseline|70 to 79|4:2:0|no|no")]
    [InlineData("b.jpg", "JPEG|65 to 128|colour|progressive|90 to 99|4:4:4|yes|yes")]
    [InlineData("c.jpg", "JPEG|65 to 128|greyscale|baseline|below 50|none|no|no")]
    [InlineData("d.jpg", "JPEG|65 to 128|colour|baseline|80 to 89|4:2:2|no|no")]
    [InlineData("e.jpg", "JPEG|65 to 128|CMYK|baseline|80 to 89|4:4:4|no|no")]
    [InlineData("f.png", "PNG|65 to 128|colour|not interlaced|none|none|yes|no")]
    [InlineData("g.png", "PNG|65 to 128|greyscale|not interlaced|none|none|no|yes")]
    [InlineData("h.gif", "GIF|65 to 128|palette|none|none|none|no|no")]
    [InlineData("i.bmp", "BMP|65 to 128|none|none|none|none|no|no")]
    public void Headers_say_how_Pillow_wrote_the_file(string name, string expected)
    {
        Oracle.PythonText("PIL", Photos, _folder.Path);
        using var file = File.OpenRead(_folder[name]);
        Assert.Equal(expected, string.Join('|', PhotoHeader.Read(file)));
    }

    [Fact]
    public void Statistics_are_those_of_SciPy_and_scikit_learn()
    {
        var random = new Random(3);
        int[] labels = [.. Enumerable.Range(0, 400).Select(_ => random.Next(4))];
        string[][] traits = [.. labels.Select(label => PhotoHeader.Traits.Select((_, trait) => $"v{(random.Next(3) + (random.Next(trait + 2) == 0 ? label : 0)) % 5}").ToArray())];
        File.WriteAllText(_folder["data.json"], JsonSerializer.Serialize(new { labels, traits }));
        var expected = Oracle.Python("sklearn", Statistics, _folder["data.json"]);

        string[] values = [.. traits.Select(photo => photo[0]).Distinct().Order(StringComparer.Ordinal)];
        var table = ContingencyTable.Of(labels, [.. traits.Select(photo => Array.IndexOf(values, photo[0]))], 4, values.Length);
        var model = new TraitClassifier(PhotoHeader.Traits.Length, 4);
        for (var i = 0; i < 200; i++)
            model.Add(traits[i], labels[i]);

        Assert.Equal(expected.GetProperty("chi2").GetDouble(), table.ChiSquare(), 1e-9);
        Assert.Equal(expected.GetProperty("v").GetDouble(), table.CramersV(), 1e-9);
        Assert.Equal(expected.GetProperty("predictions").EnumerateArray().Select(item => item.GetInt32()), traits[200..].Select(model.Predict));
    }

    [Fact]
    public void A_trait_of_one_class_is_told_and_chance_is_not()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        var random = new Random(2);
        string[][] traits = [.. labels.Select(label => new[] { "JPEG", random.Next(2) == 0 ? "1" : "2", label == 2 ? "greyscale" : "colour", "x", "x", "x", "no", "no" })];
        var found = FileLeaks.Of(traits, labels, ["a", "b", "car_side"], 1, new ParallelOptions());
        var leak = Assert.Single(found.Leaks);
        Assert.Equal(("colours", 0.001, "greyscale"), (leak.Trait, leak.PValue, leak.Value));
        Assert.Equal([new("car_side", 1), new("a", 0), new ClassShare("b", 0)], leak.Shares);
        Assert.InRange(leak.CramersV, 0.99, 1);
        Assert.Equal(2.0 / 3, found.Accuracy!.Value, 0.06);
        Assert.Equal(1.0 / 3, found.Guess, 9);
    }

    [Fact]
    public void Hostile_headers_end_in_a_message_and_in_no_time()
    {
        Oracle.PythonText("PIL", Photos, _folder.Path);
        var random = new Random(8);
        foreach (var name in new[] { "a.jpg", "b.jpg", "f.png", "h.gif" })
        {
            var whole = File.ReadAllBytes(_folder[name]);
            for (var i = 0; i < 500; i++)
            {
                var bytes = whole[..random.Next(Math.Min(whole.Length, 4000))];
                for (var k = 0; k < 4 && bytes.Length > 4; k++)
                    bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
                try
                {
                    Assert.Equal(PhotoHeader.Traits.Length, PhotoHeader.Read(new MemoryStream(bytes)).Length);
                }
                catch (InvalidDataException)
                {
                    // What is wrong was said.
                }
            }
        }

        // Chunks that lead nowhere, and markers without end.
        byte[] png = [.. File.ReadAllBytes(_folder["f.png"])[..33], .. new byte[8]];
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(33), uint.MaxValue);
        Assert.Equal("PNG", PhotoHeader.Read(new MemoryStream(png))[0]);
        Assert.Throws<InvalidDataException>(() => PhotoHeader.Read(new MemoryStream([0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 1 << 20)])));
        Assert.Throws<InvalidDataException>(() => PhotoHeader.Read(new MemoryStream([0xFF, 0xD8, 0xFF, .. Enumerable.Repeat<byte[]>([0xFE, 0, 2, 0xFF], 1 << 18).SelectMany(bytes => bytes)])));
    }
}
