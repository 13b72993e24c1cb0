using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The readers that docs/feature-file.md gives for other languages.</summary>
public sealed class SpecificationTests : IDisposable
{
    private const string Document = "docs/feature-file.md";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_Python_reader_reads_features()
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(60, 4, ["장미", "b"]));

        var output = Python(0, "h5py", "print(first_hundred.shape)");

        Assert.Equal("(120, 4) 장미 장미/0.jpg\n(100, 4)\n", output);
    }

    [Fact]
    public void The_Python_reader_finds_all_layers()
    {
        Layered.Write(_folder["layers.h5"], Layered.Options(3, 5, ("block4/pool:0", 7), ("층", 2)), 4);

        Assert.Equal("block4/pool:0 (4, 7)\npool (4, 3)\n층 (4, 2)\n", Python(1, "h5py", ""));
    }

    [Fact]
    public async Task The_Python_reader_reads_an_image_out_of_a_pack()
    {
        _folder.Write("photos/개/1.png", TestImages.Png(13, 7, 1));
        await ImagePacking.RunAsync(
            ImageFolder.Open(_folder["photos"]), _folder["photos.h5"], new PackingOptions { Encoding = ImageEncoding.Original },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("개/1.png (13, 7)\n", Python(2, "PIL.Image", ""));
    }

    [Theory]
    [InlineData("장미", "b")]
    [InlineData("a rose", "🌹")]
    [InlineData("ascii", "only")]
    public void The_Octave_reader_reads_features(string first, string second)
    {
        TestFeatures.Write(_folder["flowers.h5"], TestFeatures.Set(60, 4, [first, second]));
        var script = _folder.Write("reader.m", $"cd('{_folder.Path}');\n{Documents.Blocks(Document, "octave").Single()}");

        var output = Oracle.Tool("octave", "--norc", "--no-window-system", "--quiet", script);

        Assert.Equal($"120 x 4 {first}\n", output);
    }

    private string Python(int block, string module, string after) => Oracle.PythonText(
        module, $"import os, sys; os.chdir(sys.argv[1])\n{Documents.Blocks(Document, "python").ElementAt(block)}\n{after}", _folder.Path);
}
