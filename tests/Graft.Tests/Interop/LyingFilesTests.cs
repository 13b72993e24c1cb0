using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>One case for each way in which a file that says it is of Graft can be wrong.</summary>
public sealed class LyingFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_that_the_lies_are_made_from_is_sound()
    {
        using var file = FeatureFile.Open(Lie("pass"));

        Assert.Equal((2, 3), (file.RowCount, file.FeatureCount));
        Assert.Equal(["a/1.jpg", "b/2.jpg"], file.Paths);
        Assert.Equal(TestFeatures.Recipe, file.Recipe);
    }

    [Theory]
    [InlineData("f.attrs['format_version'] = np.int32(99)", "format version 99")]
    [InlineData("f.attrs['format_version'] = 'one'", "'format_version'")]
    [InlineData("f.attrs['format_version'] = np.int32(-1)", "format version -1")]
    [InlineData("del f['features']", "'features'")]
    [InlineData("del f['labels']", "'labels'")]
    [InlineData("del f['label_names']", "'label_names'")]
    [InlineData("put('features', np.zeros(6, 'f4'))", "'features'", "[6]")]
    [InlineData("put('features', np.zeros((3, 3), 'f4'))", "'labels'", "2", "3")]
    [InlineData("put('labels', np.array([0, 0.5]))", "label", "0.5")]
    [InlineData("put('labels', np.zeros(3, 'i4'))", "'labels'", "[3]", "2")]
    [InlineData("put('labels', np.array([0, 2], 'i4'))", "label 2", "row 1", "0 to 1")]
    [InlineData("put('labels', np.array([0, -1], 'i4'))", "label -1", "row 1", "0 to 1")]
    [InlineData("put('paths', ['a'])", "'paths'", "[1]", "2")]
    [InlineData("put('paths', np.zeros(2))", "'paths'", "strings")]
    [InlineData("put('label_names', ['a', 'a'])", "'a'", "twice", "'label_names'")]
    [InlineData("put('label_names', np.zeros(2, 'i4'))", "'label_names'", "strings")]
    [InlineData("del f.attrs['backbone']", "'backbone'")]
    [InlineData("del f.attrs['backbone_sha256']", "'backbone_sha256'")]
    [InlineData("del f.attrs['layer']", "'layer'")]
    [InlineData("del f.attrs['preprocessing']", "'preprocessing'")]
    [InlineData("f.attrs['layer'] = 5", "'layer'", "not text")]
    [InlineData("f.attrs['preprocessing'] = '{\"width\": 0'", "'preprocessing'")]
    [InlineData("other('features_a', np.zeros((3, 4), 'f4'), 'a')", "'features_a'", "[3, 4]", "2 rows")]
    [InlineData("other('features_a', np.zeros((1, 4), 'f4'), 'a')", "'features_a'", "[1, 4]", "2 rows")]
    [InlineData("other('features_a', np.zeros(2, 'f4'), 'a')", "'features_a'", "[2]")]
    [InlineData("other('features_a', np.zeros((2, 0), 'f4'), 'a')", "'features_a'", "[2, 0]")]
    [InlineData("other('features_a', np.zeros((), 'f4'), 'a')", "'features_a'")]
    [InlineData("other('features_a', np.array([[b'x'], [b'y']]), 'a')", "'features_a'", "numbers")]
    [InlineData("put('features_a', np.zeros((2, 4), 'f4'))", "'features_a'", "no attribute 'layer'")]
    [InlineData("other('features_a', np.zeros((2, 4), 'f4'), 5)", "'features_a'", "'layer'", "not text")]
    [InlineData("other('features_a', np.zeros((2, 4), 'f4'), ['a', 'b'])", "'features_a'", "'layer'", "not text")]
    [InlineData("other('features_a', np.zeros((2, 4), 'f4'), 'a'); other('features_b', np.zeros((2, 4), 'f4'), 'a')", "layer 'a' twice")]
    [InlineData("other('features_a', np.zeros((2, 4), 'f4'), 'pool')", "layer 'pool' twice")]
    [InlineData("f.create_group('features_a')", "'features_a'", "no dataset")]
    [InlineData("f['features_a'] = h5py.SoftLink('/nowhere')", "'features_a'", "no dataset")]
    [InlineData("put('row_crc32', np.zeros(2, 'u4')); other('features_a', np.zeros((2, 4), 'f4'), 'a')", "'row_crc32_features_a'")]
    [InlineData("put('row_crc32', np.zeros(2, 'u4')); put('row_crc32_features_a', np.zeros(3, 'u4')); other('features_a', np.zeros((2, 4), 'f4'), 'a')", "'row_crc32_features_a'", "[3]", "[2]")]
    public void A_lie_is_refused_and_named(string lie, params string[] words)
    {
        var path = Lie(lie);

        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(path));

        Assert.Equal(path, error.Path);
        Assert.Contains($"'{path}'", error.Message);
        Assert.EndsWith(".", error.Message);
        foreach (var word in words)
            Assert.Contains(word, error.Message);
    }

    [Fact]
    public void Other_layers_are_read_where_they_are_no_lies()
    {
        using var file = FeatureFile.Open(Lie("other('features_a', np.ones((2, 4), 'f8'), 'a')"), "a");

        Assert.Equal(["a", "pool"], file.Layers);
        Assert.Equal((4, 1f), (file.FeatureCount, file.ReadRows(1, 1).Features.Span[3]));
        Assert.False(file.Check(cancellationToken: TestContext.Current.CancellationToken).HasChecksums);
    }

    [Fact]
    public void What_has_such_a_name_in_a_file_of_another_tool_is_passed_over()
    {
        using var file = FeatureFile.Open(Lie("del f.attrs['format_version']; put('features_mean', np.zeros(3, 'f4'))"));

        Assert.Equal(["pool"], file.Layers);
    }

    private string Lie(string statement)
    {
        Oracle.PythonFile("h5py", "Interop/lying_file.py", _folder["x.h5"], TestFeatures.Recipe.Preprocessing.ToJson(), statement);
        return _folder["x.h5"];
    }
}
