using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our files read by h5py, and ours again after h5py has been at them.</summary>
public sealed class FeatureFileInteropTests : IDisposable
{
    private const int PageSize = 4096;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OwnFile.Names), MemberType = typeof(OwnFile))]
    public void H5py_finds_what_was_written(string name)
    {
        var own = OwnFile.All[name];
        var content = own.Content();
        var seen = SeenByH5py(own.Write(_folder), own.DatasetName);

        Assert.Equal(content.StoredType, seen.GetProperty("dtype").GetString());
        Assert.Equal([content.RowCount, .. content.RowShape], seen.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("chunks").ValueKind);
        Assert.Equal(Convert.ToHexStringLower(content.StoredBytes!), seen.GetProperty("bytes").GetString());
        Assert.Equal("int32", seen.GetProperty("labels_dtype").GetString());
        Assert.Equal(content.Labels, seen.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
        Texts(content.LabelNames, seen, "label_names");
        Texts(content.Paths!, seen, "paths");
        Assert.Equal("uint32", seen.GetProperty("crc_dtype").GetString());
        Assert.Equal(seen.GetProperty("zlib_crc").GetRawText(), seen.GetProperty("crc").GetRawText());
        if (content.RowCount > 0)
            Assert.Equal(0, seen.GetProperty("offset").GetInt64() % PageSize);
    }

    [Theory]
    [MemberData(nameof(OwnFile.Names), MemberType = typeof(OwnFile))]
    public void We_read_our_own_files_in_every_way(string name)
    {
        var own = OwnFile.All[name];
        using var file = FeatureFile.Open(own.Write(_folder));

        ReadingWays.Check(file, own.Content());
        Assert.Equal(own.HasRecipe ? TestFeatures.Recipe : null, file.Recipe);
    }

    [Fact]
    public void Existing_scripts_find_everything_by_its_name()
    {
        string[] names = ["장미", "🌹 rose", "été", new string('n', 300)];
        var set = TestFeatures.Set(5, 7, names);
        var seen = SeenByH5py(TestFeatures.Write(_folder["꽃 🌹.h5"], set), "features");

        var keys = seen.GetProperty("keys").EnumerateArray().Select(key => key.GetString()).ToArray();
        foreach (var key in new[] { "features", "label_names", "label_names_utf8", "labels", "paths", "paths_utf8", "row_crc32" })
            Assert.Contains(key, keys);
        Assert.Equal([set.Row(3)[6], set.Row(4)[6], set.Row(5)[6]], seen.GetProperty("slice").EnumerateArray().Select(value => value.GetSingle()));
        Texts(names, seen, "label_names");
        Texts([.. set.Paths], seen, "paths");
        var attributes = seen.GetProperty("attributes");
        Assert.Equal(FeatureFileNames.CurrentVersion, attributes.GetProperty("format_version").GetInt32());
        Assert.Equal("test", attributes.GetProperty("backbone").GetString());
        Assert.Equal(new string('a', 64), attributes.GetProperty("backbone_sha256").GetString());
        Assert.Equal("pool", attributes.GetProperty("layer").GetString());
        Assert.Equal(GraftVersion.Text, attributes.GetProperty("tool_version").GetString());
        Assert.Equal(set.Recipe!.Preprocessing, Preprocessing.FromJson(attributes.GetProperty("preprocessing").GetString()!));
        Assert.Equal(DateTime.UtcNow, attributes.GetProperty("created").GetDateTime().ToUniversalTime(), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("꽃 🌹")]
    [InlineData("no rows")]
    [InlineData("images")]
    public void A_file_to_which_h5py_added_is_still_read(string name)
    {
        var own = OwnFile.All[name];
        var path = own.Write(_folder);

        Oracle.PythonText("h5py", """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                f.create_dataset('predictions', data=np.arange(1000.0), chunks=(10,), compression='gzip')
                for i in range(30): f[f'notes/{i}'] = f'값 {i}'
                f.attrs['note'] = 'added later'
                f.attrs['table'] = np.arange(3000)
                f[sys.argv[2]].attrs['unit'] = 'none'
                for i in range(20): f[f'extra {i}'] = h5py.SoftLink('/labels')
            with h5py.File(sys.argv[1], 'r') as f:
                assert f['predictions'][999] == 999 and f.attrs['note'] == 'added later'
            """, path, own.DatasetName);

        using var file = FeatureFile.Open(path);
        ReadingWays.Check(file, own.Content());
        Assert.Equal(own.HasRecipe ? TestFeatures.Recipe : null, file.Recipe);
    }

    [Fact]
    public void A_file_of_the_first_format_written_by_h5py_is_read()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                f['features'] = np.arange(12, dtype='float32').reshape(4, 3)
                f['labels'] = np.array([0, 1, 1, 0], dtype='int32')
                f.create_dataset('label_names', data=['장미', 'tulip'], dtype=h5py.string_dtype())
                f.create_dataset('paths', data=['a', 'b', 'c', 'd'], dtype=h5py.string_dtype())
                f.attrs.create('format_version', 1, dtype='int32')
                for name, value in zip(sys.argv[2::2], sys.argv[3::2]): f.attrs[name] = value
            """, _folder["x.h5"], "backbone", "test", "backbone_sha256", new string('a', 64), "layer", "pool",
            "preprocessing", TestFeatures.Recipe.Preprocessing.ToJson(), "tool_version", "0", "created", "2026-01-01T00:00:00Z");

        var set = FeatureFile.Read(_folder["x.h5"]);

        Assert.Equal(Enumerable.Range(0, 12).Select(value => (float)value), set.Features.ToArray());
        Assert.Equal([0, 1, 1, 0], set.Labels);
        Assert.Equal(["장미", "tulip"], set.LabelNames);
        Assert.Equal(TestFeatures.Recipe, set.Recipe);
    }

    private static JsonElement SeenByH5py(string path, string dataset) =>
        JsonDocument.Parse(Oracle.PythonFile("h5py", "Interop/own_file.py", path, dataset)).RootElement;

    /// <summary>Fixed length, null padded, ASCII when they are; and the same bytes as numbers.</summary>
    private static void Texts(string[] expected, JsonElement seen, string name)
    {
        var texts = seen.GetProperty(name);
        Assert.Equal(expected, Strings(texts));
        Assert.True(texts.GetProperty("fixed").GetBoolean(), $"{name} is of variable length");
        Assert.True(texts.GetProperty("null_padded").GetBoolean(), $"{name} is not null padded");
        Assert.Equal(!expected.All(text => System.Text.Ascii.IsValid(text)), texts.GetProperty("utf8").GetBoolean());
        var numbers = seen.GetProperty(name + "_utf8");
        Assert.Equal(expected, Strings(numbers));
        Assert.Equal("uint8", numbers.GetProperty("dtype").GetString());
    }

    private static string?[] Strings(JsonElement list) =>
        [.. list.GetProperty("values").EnumerateArray().Select(item => item.GetString())];
}
