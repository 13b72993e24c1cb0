using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft convert</c> as a user types it.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_becomes_an_array_with_its_labels_beside_it()
    {
        _folder.Write("x.csv", "label,f0,f1\n장미,1,2\na,3,4\n");

        var run = Run("x.csv", "--to", "npy").Succeeded();

        Assert.Matches(@"^x\.npy: 2 rows x 2 values, float32, of 2 classes, in \d+\.\d s\.\nLabels are in x\.labels\.npy and x\.labels\.csv\.\n$", run.Output);
        Assert.Contains("Converting: 100% 2/2", run.Error);
        Assert.Equal(["x.csv", "x.labels.csv", "x.labels.npy", "x.npy"], _folder.Names());
        Assert.Equal("path,label\n,장미\n,a\n", File.ReadAllText(_folder["x.labels.csv"]));
    }

    [Fact]
    public void Quiet_and_JSON_are_for_programs()
    {
        _folder.Write("x.csv", "label,f0,f1\na,1,70000\n");

        var run = Run("x.csv", "--to", "npy", "--out", "y.npy", "--dtype", "float16", "--format", "json", "--quiet").Succeeded();

        var result = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("y.npy", result.GetProperty("out").GetString());
        Assert.Equal(3, result.GetProperty("files").GetArrayLength());
        Assert.Equal(1, result.GetProperty("rowCount").GetInt32());
        Assert.Equal("float16", result.GetProperty("type").GetString());
        Assert.Equal(1, result.GetProperty("overflowCount").GetInt32());
        Assert.Equal("warning: 1 value is beyond 65,504, the largest of float16, and became infinite; float32 or float64 keeps more.\n", run.Error);
    }

    [Theory]
    [InlineData("Option '--to' is required.", "x.h5")]
    [InlineData("Option '--to' must be h5, npy, csv or parquet, got 'xml'.", "x.h5", "--to", "xml")]
    [InlineData("Option '--dtype' must be float16, float32 or float64, got 'int8'.", "x.h5", "--to", "npy", "--dtype", "int8")]
    [InlineData("Option '--dtype' goes with --to h5 or npy.", "x.h5", "--to", "csv", "--dtype", "float16")]
    [InlineData("Option '--gzip' must be from 1 to 9, got '10'.", "x.h5", "--to", "h5", "--gzip", "10")]
    [InlineData("Option '--gzip' goes with --to h5.", "x.h5", "--to", "npy", "--gzip")]
    [InlineData("Option '--layout' goes with --to h5.", "x.h5", "--to", "parquet", "--layout", "chunked")]
    [InlineData("Option '--layout' must be contiguous or chunked, got 'tiled'.", "x.h5", "--to", "h5", "--layout", "tiled")]
    [InlineData("Option '--gzip' needs '--layout chunked', got 'contiguous'.", "x.h5", "--to", "h5", "--gzip", "--layout", "contiguous")]
    public void Wrong_usage(string message, params string[] arguments) => Run(arguments).Failed(2, message);

    [Fact]
    public void Bad_input_ends_with_1_and_leaves_nothing()
    {
        _folder.Write("x.csv", "path,label,f0\n,a,1\n,b,x\n");

        Run("x.csv", "--to", "parquet").Failed(1, "'x.csv', line 3: column 'f0': 'x' is not a number.");
        Run("x.csv", "--to", "csv").Failed(1, "Cannot write 'x.csv': the conversion reads that file. Choose another name with --out.");
        Run("none.h5", "--to", "csv").Failed(1, "There is no file 'none.h5'.");
        Assert.Equal(["x.csv"], _folder.Names());
    }

    [Fact]
    public void Ctrl_C_stops_the_work_with_130_and_leaves_nothing()
    {
        var line = $"a,{string.Join(',', Enumerable.Repeat("0.12345678", 2000))}\n";
        _folder.Write("x.csv", $"label,{string.Join(',', Enumerable.Range(0, 2000).Select(i => $"f{i}"))}\n{string.Concat(Enumerable.Repeat(line, 5000))}");

        // A program in the background of a script ignores Ctrl-C unless told otherwise: hence the monitor mode.
        var run = GraftProcess.Shell(_folder.Path, """
            set -m
            $GRAFT convert x.csv --to npy &
            for i in $(seq 300); do ls x.npy.partial >/dev/null 2>&1 && [ $(stat -c %s x.npy.partial) -gt 128 ] && break; sleep 0.02; done
            kill -INT $!
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled.\n", run.Error);
        Assert.Equal(["x.csv"], _folder.Names());
    }

    [Fact]
    public void A_feature_file_goes_through_an_array_and_a_text_and_back()
    {
        var set = TestFeatures.Set(6, 5, ["a", "장미"]);
        TestFeatures.Write(_folder["x.h5"], set);

        Run("x.h5", "--to", "npy").Succeeded();
        Run("x.npy", "--to", "h5", "--out", "from-npy.h5").Succeeded();
        Run("x.h5", "--to", "csv").Succeeded();
        Run("x.csv", "--to", "h5", "--out", "from-csv.h5").Succeeded();

        Same(set, "from-npy.h5");
        Same(set, "from-csv.h5");
    }

    [Fact]
    public void A_feature_file_keeps_all_but_its_type_when_it_is_stored_otherwise()
    {
        var set = TestFeatures.Set(6, 5, ["a", "장미"]);
        TestFeatures.Write(_folder["x.h5"], set);

        Run("x.h5", "--to", "h5", "--out", "half.h5", "--dtype", "float16").Succeeded();
        Run("half.h5", "--to", "h5", "--out", "double.h5", "--dtype", "float64").Succeeded();

        var rounded = Array.ConvertAll(set.Features.ToArray(), value => (float)(Half)value);
        foreach (var (name, type) in new[] { ("half.h5", "float16"), ("double.h5", "float64") })
        {
            using var file = FeatureFile.Open(_folder[name]);
            Assert.Equal(type, file.StoredType);
            Assert.Equal(rounded, Values(file));
            Assert.Equal(set.Labels, file.Labels);
            Assert.Equal(set.LabelNames, file.LabelNames);
            Assert.Equal(set.Paths, file.Paths);
            Assert.Equal(set.Recipe, file.Recipe);
        }
    }

    [Fact]
    public void A_feature_file_is_stored_in_chunks_and_compressed_for_h5py()
    {
        var set = TestFeatures.Set(300, 64, ["a", "장미"]);
        TestFeatures.Write(_folder["x.h5"], set);

        Run("x.h5", "--to", "h5", "--out", "chunked.h5", "--layout", "chunked").Succeeded();
        Run("x.h5", "--to", "h5", "--out", "packed.h5", "--gzip").Succeeded();
        Run("x.h5", "--to", "h5", "--out", "half.h5", "--gzip", "9", "--dtype", "float16").Succeeded();

        var seen = Oracle.Python("h5py", """
            import sys, json, os, h5py
            os.chdir(sys.argv[1])
            def about(name):
                with h5py.File(name) as f:
                    x = f['features']
                    return [x.compression, x.compression_opts, x.chunks is not None, str(x.dtype), f['label_names'].asstr()[1]]
            def values(name):
                with h5py.File(name) as f: return f['features'][()]
            print(json.dumps([about('chunked.h5'), about('packed.h5'), about('half.h5'),
                              bool((values('packed.h5') == values('chunked.h5')).all()),
                              bool((values('half.h5') == values('chunked.h5').astype('f2')).all())]))
            """, _folder.Path);
        Assert.Equal([null, "gzip", "gzip"], Enumerable.Range(0, 3).Select(i => seen[i][0].GetString()));
        Assert.Equal([4, 9], Enumerable.Range(1, 2).Select(i => seen[i][1].GetInt32()));
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(seen[i][2].GetBoolean() && seen[i][4].GetString() == "장미"));
        Assert.Equal(["float32", "float32", "float16"], Enumerable.Range(0, 3).Select(i => seen[i][3].GetString()));
        Assert.True(seen[3].GetBoolean() && seen[4].GetBoolean());
        Same(set, "packed.h5");
    }

    [Fact]
    public void A_file_of_a_course_script_becomes_ours()
    {
        // As the scripts of a well-known course write it: doubles, labels as int64, no paths, no attributes.
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                f.create_dataset('features', data=np.arange(12).reshape(4, 3), dtype='float')
                f.create_dataset('labels', data=[1, 0, 1, 0], dtype='int')
                f.create_dataset('label_names', data=['장미', 'tulip'], dtype=h5py.string_dtype())
            """, _folder["theirs.h5"]);

        Run("theirs.h5", "--to", "h5", "--out", "ours.h5").Succeeded();

        using var file = FeatureFile.Open(_folder["ours.h5"]);
        Assert.Equal(Enumerable.Range(0, 12).Select(value => (float)value), Values(file));
        Assert.Equal([1, 0, 1, 0], file.Labels);
        Assert.Equal(["장미", "tulip"], file.LabelNames);
        Assert.Equal("float64", file.StoredType);
        Assert.Null(file.Recipe);
    }

    private void Same(FeatureSet set, string name)
    {
        using var file = FeatureFile.Open(_folder[name]);
        Assert.Equal(set.Features.ToArray(), Values(file));
        Assert.Equal(set.Labels, file.Labels);
        Assert.Equal(set.LabelNames, file.LabelNames);
        Assert.Equal(set.Paths, file.Paths);
    }

    private static float[] Values(FeatureFile file)
    {
        var values = new float[file.RowCount * file.FeatureCount];
        file.ReadRows(0, file.RowCount, values);
        return values;
    }

    private GraftRun Run(params string[] arguments) => GraftProcess.RunIn(_folder.Path, ["convert", .. arguments]);
}
