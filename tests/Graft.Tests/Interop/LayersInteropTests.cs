using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Files of several layers under h5py and the tools of HDF5, and as a user types it.</summary>
public sealed class LayersInteropTests : IDisposable
{
    private const int RowCount = 30;

    private static readonly Hdf5RowOptions Options = Layered.Options(3, 40, ("block4/pool:0", 500), ("층", 7));

    private readonly TempFolder _folder = new();
    private readonly string _path;

    public LayersInteropTests() => _path = Layered.Write(_folder["x.h5"], Options, RowCount, batchSize: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void H5py_finds_every_layer()
    {
        var seen = Oracle.Python("h5py", """
            import json, sys, zlib
            import h5py
            with h5py.File(sys.argv[1]) as f:
                layers = {}
                for name in f:
                    if name.startswith("features"):
                        x = f[name]
                        sums = f["row_crc32" if name == "features" else "row_crc32_" + name]
                        assert sums.dtype == "uint32" and [zlib.crc32(row.tobytes()) for row in x[:]] == sums[:].tolist(), name
                        assert sums.attrs["crc32"] == zlib.crc32(sums[:].tobytes()), name
                        layers[name] = dict(shape=x.shape, dtype=str(x.dtype), chunks=x.chunks, offset=x.id.get_offset(),
                                            layer=x.attrs.get("layer", f.attrs["layer"]), values=x[:].ravel().tolist())
                print(json.dumps(dict(keys=sorted(f), layers=layers)))
            """, _path);

        Assert.Equal(
            ["features", "features__", "features_block4_pool_0", "label_names", "label_names_utf8", "labels", "paths", "paths_utf8", "row_crc32", "row_crc32_features__", "row_crc32_features_block4_pool_0"],
            seen.GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        foreach (var (name, layer, start, width) in new[] { ("features_block4_pool_0", "block4/pool:0", 0, 500), ("features__", "층", 500, 7), ("features", "pool", 507, 3) })
        {
            var found = seen.GetProperty("layers").GetProperty(name);
            Assert.Equal(layer, found.GetProperty("layer").GetString());
            Assert.Equal([RowCount, width], found.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()));
            Assert.Equal("float32", found.GetProperty("dtype").GetString());
            Assert.Equal(JsonValueKind.Null, found.GetProperty("chunks").ValueKind);
            Assert.Equal(0, found.GetProperty("offset").GetInt64() % 4096);
            Assert.Equal(Enumerable.Range(0, RowCount).SelectMany(row => Layered.Row(Options, row)[start..(start + width)]), found.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()));
        }
    }

    [Fact]
    public void H5dump_and_h5ls_read_all_of_it()
    {
        Assert.Contains("block4/pool:0", Oracle.Tool("h5dump", _path));
        Assert.Contains("CONTIGUOUS", Oracle.Tool("h5dump", "-p", "-H", "-d", "features_block4_pool_0", _path));
        Assert.Matches(@"(?m)^features_block4_pool_0 +Dataset \{30, 500\}$", Oracle.Tool("h5ls", _path));
    }

    [Theory]
    [InlineData("-L")]
    [InlineData("-f", "GZIP=1")]
    [InlineData("-f", "SHUF", "-l", "features_block4_pool_0:CHUNK=7x100")]
    public void What_h5repack_makes_of_it_is_read(params string[] how)
    {
        Oracle.Tool("h5repack", [.. how, _path, _folder["packed.h5"]]);

        using var file = FeatureFile.Open(_folder["packed.h5"]);
        Assert.Equal("pool", file.Layers[^1]);
        Assert.Equal(["block4/pool:0", "층"], file.Layers.SkipLast(1).Order(StringComparer.Ordinal));
        foreach (var layer in Options.OtherDatasets)
        {
            using var other = FeatureFile.Open(_folder["packed.h5"], layer.Layer);
            var start = Layered.Start(Options, layer);
            Assert.Equal(Enumerable.Range(0, RowCount).SelectMany(row => Layered.Row(Options, row)[start..(start + layer.RowShape[0])]), other.ReadRows(0, RowCount).Features.ToArray());
            Assert.True(other.Check(cancellationToken: TestContext.Current.CancellationToken) is { IsSound: true, HasChecksums: true });
        }
    }

    [Fact]
    public void Inspect_lists_the_layers()
    {
        var text = GraftProcess.RunIn(_folder.Path, "inspect", "x.h5").Succeeded().Output;
        Assert.Contains("  backbone       test, layer pool\n", text);
        Assert.Contains("  also layer     block4/pool:0, 500 values a row, in 'features_block4_pool_0'\n  also layer     층, 7 values a row, in 'features__'\n", text);

        var json = JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, "inspect", "x.h5", "--format", "json").Succeeded().Output).RootElement;
        Assert.Equal(
            [("block4/pool:0", "features_block4_pool_0", 500), ("층", "features__", 7), ("pool", "features", 3)],
            json.GetProperty("layers").EnumerateArray().Select(layer => (layer.GetProperty("name").GetString(), layer.GetProperty("dataset").GetString(), layer.GetProperty("rowShape")[0].GetInt32())));
    }

    [Fact]
    public void A_check_names_the_layer_of_a_flipped_bit()
    {
        Assert.Equal(
            "Checked 30 rows at 3 layers: all checksums are right, all values are finite.\n",
            GraftProcess.RunIn(_folder.Path, "inspect", "--check", "--quiet", "x.h5").Succeeded().Output);
        using (var file = File.Open(_path, FileMode.Open))
        {
            file.Position = RowRegion.Of(Options)[2].End(4) + 1;
            file.WriteByte(0x55);
        }

        var run = GraftProcess.RunIn(_folder.Path, "inspect", "--check", "--quiet", "x.h5");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Checked 30 rows at 3 layers: 1 with a wrong checksum, 0 with values that are not finite.\n", run.Output);
        Assert.Matches(@"(?m)^ *4 +4\.jpg +layer 층: checksum is wrong", run.Output);
        var json = JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, "inspect", "--check", "--quiet", "--format", "json", "x.h5").Output).RootElement;
        Assert.False(json.GetProperty("isSound").GetBoolean());
        Assert.Equal(0, json.GetProperty("damagedRows").GetArrayLength());
        Assert.Equal(4, json.GetProperty("otherLayers")[1].GetProperty("damagedRows")[0].GetProperty("row").GetInt32());
    }

    [Theory]
    [InlineData("층", 500, 507)]
    [InlineData("features_block4_pool_0", 0, 500)]
    [InlineData(null, 507, 510)]
    public void Convert_takes_one_layer(string? layer, int start, int end)
    {
        string[] choice = layer is null ? [] : ["--layer", layer];
        GraftProcess.RunIn(_folder.Path, ["convert", "x.h5", "--to", "h5", "--out", "y.h5", .. choice]).Succeeded();

        using var file = FeatureFile.Open(_folder["y.h5"]);
        Assert.Equal(file.Recipe!.Backbone.Layer, Assert.Single(file.Layers));
        Assert.Equal(layer switch { null => "pool", "층" => layer, _ => "block4/pool:0" }, file.Layers[0]);
        Assert.Equal(Enumerable.Range(0, RowCount).SelectMany(row => Layered.Row(Options, row)[start..end]), file.ReadRows(0, RowCount).Features.ToArray());
    }

    [Fact]
    public void Convert_says_which_layers_there_are_and_that_other_files_have_none()
    {
        _folder.Write("x.csv", "label,f0\na,1\n");

        GraftProcess.RunIn(_folder.Path, "convert", "x.h5", "--to", "npy", "--layer", "fc").Failed(1, "'x.h5' has no layer 'fc'; it has 'block4/pool:0', '층', 'pool'.");
        GraftProcess.RunIn(_folder.Path, "convert", "x.csv", "--to", "npy", "--layer", "fc").Failed(1, "'x.csv' has no layers to choose from; only an HDF5 file has. Leave out --layer.");
    }

    [Fact]
    public void Evaluate_takes_the_layer_that_the_classifier_was_trained_on()
    {
        using (var file = FeatureFile.Open(_path, "층"))
        {
            var result = ClassifierTraining.Run(file, new TrainingOptions { TestFraction = 0.5 }, cancellationToken: TestContext.Current.CancellationToken);
            new ClassifierFile(result.Classifier, result.Record, result.SeenRows).Save(_folder["m.onnx"]);
        }

        var json = JsonDocument.Parse(GraftProcess.RunIn(_folder.Path, "evaluate", "m.onnx", "x.h5", "--format", "json").Succeeded().Output).RootElement;
        Assert.Equal(15, json.GetProperty("testCount").GetInt32());
        GraftProcess.RunIn(_folder.Path, "evaluate", "m.onnx", "x.h5", "--layer", "features__").Succeeded();
        GraftProcess.RunIn(_folder.Path, "evaluate", "m.onnx", "x.h5", "--layer", "pool").Failed(
            1, "Feature file 'x.h5' does not go with the classifier: layer 'pool' here, '층' there. Extract the features again.");
    }
}
