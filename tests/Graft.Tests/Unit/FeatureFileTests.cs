using Graft.Tests.Support;
using PureHDF;

namespace Graft.Tests.Unit;

/// <summary>One test for each way a feature file can lie.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() =>
        Refused(_folder["none.h5"], "There is no feature file '{0}'.");

    [Fact]
    public void An_empty_file_is_named() =>
        Refused(_folder.Write("x.h5", []), "'{0}' is empty; expected an HDF5 feature file.");

    [Fact]
    public void A_file_that_is_not_HDF5_is_named() =>
        Refused(_folder.Write("x.h5", TestImages.Png()), "'{0}' is not an HDF5 file; expected a feature file made by 'graft extract'.");

    [Fact]
    public void A_folder_is_named() =>
        Refused(_folder.Path, "Cannot read feature file '{0}': access is denied, or it is a folder.");

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
    public void A_later_format_is_named() =>
        Refused(Lie(file => file.Attributes["format_version"] = 2), "Feature file '{0}' has format version 2; this version of Graft reads 1.");

    [Fact]
    public void A_foreign_HDF5_file_is_told_from_ours() =>
        Refused(Lie(file => file.Attributes.Remove("format_version")), "Feature file '{0}' has no attribute 'format_version'; expected a feature file made by 'graft extract'.");

    [Theory]
    [InlineData("features")]
    [InlineData("labels")]
    [InlineData("label_names")]
    [InlineData("paths")]
    public void A_missing_dataset_is_named(string name) =>
        Refused(Lie(file => file.Remove(name)), $"Feature file '{{0}}' has no dataset '{name}'; a feature file has 'features', 'labels', 'label_names' and 'paths'.");

    [Fact]
    public void Integers_are_not_taken_for_floats() =>
        Refused(Lie(file => file["features"] = new H5Dataset(new int[2, 3])), "Feature file '{0}' has 'features' of type FixedPoint of 4 bytes; expected float32.");

    [Fact]
    public void Doubles_are_not_taken_for_floats() =>
        Refused(Lie(file => file["features"] = new H5Dataset(new double[2, 3])), "Feature file '{0}' has 'features' of type FloatingPoint of 8 bytes; expected float32.");

    [Fact]
    public void Features_must_be_a_matrix() =>
        Refused(Lie(file => file["features"] = new H5Dataset(new float[6])), "Feature file '{0}' has 'features' of shape [6]; expected [rows, values per row].");

    [Fact]
    public void Labels_must_be_whole_numbers() =>
        Refused(Lie(file => file["labels"] = new H5Dataset(new float[2])), "Feature file '{0}' has 'labels' of type FloatingPoint of 4 bytes; expected int32.");

    [Fact]
    public void There_must_be_a_label_for_each_row() =>
        Refused(Lie(file => file["labels"] = new H5Dataset(new int[3])), "Feature file '{0}' has 'labels' of shape [3]; expected [2].");

    [Fact]
    public void There_must_be_a_path_for_each_row() =>
        Refused(Lie(file => file["paths"] = new H5Dataset(new[] { "a" })), "Feature file '{0}' has 'paths' of shape [1]; expected [2].");

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_label_without_a_name_is_found(int label) =>
        Refused(Lie(file => file["labels"] = new H5Dataset(new[] { 0, label })), $"Feature file '{{0}}' has label {label} in row 1; its 2 label names allow 0 to 1.");

    [Fact]
    public void A_class_name_may_not_come_twice() =>
        Refused(Lie(file => file["label_names"] = new H5Dataset(new[] { "a", "a" })), "Feature file '{0}' has the class name 'a' twice in 'label_names'.");

    [Fact]
    public void Names_must_be_text() =>
        Refused(Lie(file => file["label_names"] = new H5Dataset(new int[2])), "Feature file '{0}' has 'label_names' of type FixedPoint of 4 bytes; expected strings.");

    [Theory]
    [InlineData("backbone")]
    [InlineData("backbone_sha256")]
    [InlineData("layer")]
    [InlineData("preprocessing")]
    [InlineData("created")]
    public void A_missing_attribute_is_named(string name) =>
        Refused(Lie(file => file.Attributes.Remove(name)), $"Feature file '{{0}}' has no attribute '{name}'.");

    [Fact]
    public void An_attribute_of_another_type_is_named() =>
        Refused(Lie(file => file.Attributes["layer"] = 5), "Feature file '{0}' has an attribute 'layer' that is not text.");

    [Fact]
    public void A_recipe_that_cannot_be_read_is_named()
    {
        var path = Lie(file => file.Attributes["preprocessing"] = "{\"width\": 0");
        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(path));
        Assert.StartsWith($"Feature file '{path}' has an unreadable attribute 'preprocessing': ", error.Message);
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
        Assert.Equal(0, file.ReadRows(8, 0).SampleCount);
    }

    private static void Refused(string path, string message)
    {
        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(path));
        Assert.Equal(string.Format(null, message.Replace("{\"", "{{\""), path), error.Message);
        Assert.Equal(path, error.Path);
    }

    /// <summary>A sound file of two rows and two classes, but for one thing.</summary>
    private string Lie(Action<H5File> change)
    {
        var recipe = TestFeatures.Recipe;
        var file = new H5File
        {
            ["features"] = new H5Dataset(new float[2, 3]),
            ["labels"] = new H5Dataset(new[] { 0, 1 }),
            ["label_names"] = new H5Dataset(new[] { "a", "b" }),
            ["paths"] = new H5Dataset(new[] { "a/1.jpg", "b/2.jpg" }),
            Attributes =
            {
                ["format_version"] = 1,
                ["backbone"] = recipe.Backbone.Name,
                ["backbone_sha256"] = recipe.Backbone.Sha256,
                ["layer"] = recipe.Backbone.Layer,
                ["preprocessing"] = recipe.Preprocessing.ToJson(),
                ["tool_version"] = "0",
                ["created"] = "2026-01-01T00:00:00Z",
            },
        };
        change(file);
        file.Write(_folder["x.h5"]);
        return _folder["x.h5"];
    }
}
