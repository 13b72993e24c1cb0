using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our feature files read by h5py and h5dump.</summary>
public sealed class FeatureFileInteropTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void H5py_reads_everything_by_the_names_that_existing_scripts_use()
    {
        string[] names = ["장미", "🌹 rose", "été", new string('n', 300)];
        var set = TestFeatures.Set(5, 7, names);
        var path = TestFeatures.Write(_folder["꽃 🌹.h5"], set);

        var seen = Oracle.Python("h5py", """
            import sys, json, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                print(json.dumps({
                    'names': sorted(f.keys()),
                    'dtype': str(f['features'].dtype), 'shape': f['features'].shape, 'chunks': f['features'].chunks,
                    'features': f['features'][()].ravel().tolist(), 'slice': f['features'][3:6, 2].tolist(),
                    'labelsType': str(f['labels'].dtype), 'labels': f['labels'][()].tolist(),
                    'label_names': f['label_names'].asstr()[()].tolist(), 'raw': f['label_names'][0].decode('utf-8'),
                    'paths': f['paths'].asstr()[()].tolist(),
                    'attributes': {k: v if isinstance(v, str) else int(v) for k, v in f.attrs.items()},
                }))
            """, path);

        Assert.Equal(["features", "label_names", "labels", "paths"], Strings(seen, "names"));
        Assert.Equal("float32", seen.GetProperty("dtype").GetString());
        Assert.Equal([20, 7], seen.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("chunks").ValueKind);
        Assert.Equal(set.Features.ToArray(), seen.GetProperty("features").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal([set.Row(3)[2], set.Row(4)[2], set.Row(5)[2]], seen.GetProperty("slice").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal("int32", seen.GetProperty("labelsType").GetString());
        Assert.Equal(set.Labels, seen.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal(names, Strings(seen, "label_names"));
        Assert.Equal("장미", seen.GetProperty("raw").GetString());
        Assert.Equal(set.Paths, Strings(seen, "paths"));
        var attributes = seen.GetProperty("attributes");
        Assert.Equal(1, attributes.GetProperty("format_version").GetInt32());
        Assert.Equal("test", attributes.GetProperty("backbone").GetString());
        Assert.Equal(new string('a', 64), attributes.GetProperty("backbone_sha256").GetString());
        Assert.Equal("pool", attributes.GetProperty("layer").GetString());
        Assert.Equal(GraftVersion.Text, attributes.GetProperty("tool_version").GetString());
        Assert.Equal(set.Recipe.Preprocessing, Preprocessing.FromJson(attributes.GetProperty("preprocessing").GetString()!));
        Assert.Equal(DateTime.UtcNow, attributes.GetProperty("created").GetDateTime().ToUniversalTime(), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(102, 3)]
    public void H5py_reads_files_of_any_size(int rows, int columns)
    {
        var names = Enumerable.Range(0, Math.Max(1, rows)).Select(label => $"class {label}").ToArray();
        using (var writer = new FeatureFileWriter(_folder["x.h5"], columns, [.. names], TestFeatures.Recipe))
        {
            for (var row = 0; row < rows; row++)
                writer.Append(Enumerable.Repeat((float)row, columns).ToArray(), [row], [$"{row}.jpg"]);
            writer.Complete();
        }

        var seen = Oracle.Python("h5py", """
            import sys, json, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                print(json.dumps([f['features'].shape, f['labels'].shape, f['label_names'].shape, f['paths'].shape, float(f['features'][()].sum())]))
            """, _folder["x.h5"]);

        Assert.Equal($"[[{rows}, {columns}], [{rows}], [{names.Length}], [{rows}], {columns * rows * (rows - 1) / 2.0:F1}]", seen.GetRawText());
    }

    [Fact]
    public void H5dump_reads_types_shapes_and_values()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(2, 3, ["장미", "tulip"]));

        var dump = Oracle.Tool("h5dump", path);

        Assert.Contains("H5T_IEEE_F32LE", dump);
        Assert.Contains("SIMPLE { ( 4, 3 ) / ( 4, 3 ) }", dump);
        Assert.Contains("H5T_STD_I32LE", dump);
        Assert.Contains("H5T_CSET_UTF8", dump);
        Assert.Contains("CONTIGUOUS", Oracle.Tool("h5dump", "-p", "-H", "-d", "features", path));
    }

    [Fact]
    public void A_file_of_the_same_layout_written_by_h5py_is_read()
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

    [Fact]
    public void A_compressed_copy_is_refused_with_what_to_do()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(50, 64, ["a", "b"]));
        Oracle.PythonText("h5py", """
            import sys, h5py
            with h5py.File(sys.argv[1]) as f, h5py.File(sys.argv[2], 'w') as g:
                for name in f: g.create_dataset(name, data=f[name], **({'compression': 'gzip'} if name == 'features' else {}))
                for name, value in f.attrs.items(): g.attrs.create(name, value, dtype=f.attrs.get_id(name).dtype)
            """, path, _folder["packed.h5"]);

        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(_folder["packed.h5"]));

        Assert.Contains("has 'features' stored in another layout (Chunked); contiguous data sets are read. Repack it with 'h5repack -f features:NONE -l features:CONTI'", error.Message);
        Oracle.Tool("h5repack", "-f", "features:NONE", "-l", "features:CONTI", _folder["packed.h5"], _folder["again.h5"]);
        Assert.Equal(FeatureFile.Read(path).Features.ToArray(), FeatureFile.Read(_folder["again.h5"]).Features.ToArray());
    }

    private static IEnumerable<string?> Strings(JsonElement seen, string name) =>
        seen.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
