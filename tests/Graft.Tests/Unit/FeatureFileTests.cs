using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Files that are none, or are damaged; Interop has those that lie.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() =>
        Refused(_folder["none.h5"], "There is no file '{0}'.");

    [Fact]
    public void An_empty_file_is_named() =>
        Refused(_folder.Write("x.h5", []), "Cannot read '{0}': it is empty; expected an HDF5 file.");

    [Fact]
    public void A_file_that_is_not_HDF5_is_named() =>
        Refused(_folder.Write("x.h5", TestImages.Png()), "Cannot read '{0}': it is not an HDF5 file.");

    [Fact]
    public void A_folder_is_named() =>
        Refused(_folder.Path, "Cannot read '{0}': access is denied, or it is a folder.");

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(20, 10, ["a", "b"]));
        var whole = File.ReadAllBytes(path);
        for (var length = 1; length < whole.Length; length += 97)
        {
            var cut = _folder.Write("cut.h5", whole.AsSpan(0, length));
            var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(cut));
            Assert.Contains(length < 8 ? "is not an HDF5 file" : "was cut off", error.Message);
        }
    }

    [Fact]
    public void Damaged_bytes_anywhere_never_crash_the_reader()
    {
        var whole = File.ReadAllBytes(TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(4, 3, ["a", "b"])));
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            var path = _folder.Write("damaged.h5", damaged);
            var error = Record.Exception(() => FeatureFile.Read(path));
            Assert.True(error is null or FeatureFileException, $"mutation {i}: {error}");
        }
    }

    [Fact]
    public void Reading_outside_the_file_is_refused()
    {
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(4, 3, ["a", "b"])));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadRows(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadRows(0, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadRows(8, 1));
        Assert.Equal(0, file.ReadRows(8, 0).RowCount);
    }

    private static void Refused(string path, string message)
    {
        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(path));
        Assert.Equal(string.Format(null, message, path), error.Message);
        Assert.Equal(path, error.Path);
    }
}
