using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>NumPy reads our arrays, and we read its.</summary>
public sealed class NumpyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float16", "(3, 5)", "None")]
    [InlineData("float32", "(3, 5)", "(1, 0)")]
    [InlineData("float64", "(3, 5)", "(2, 0)")]
    [InlineData("float64", "(3, 5)", "(3, 0)")]
    [InlineData("uint8", "(3, 4, 5, 3)", "None")]
    [InlineData("float32", "(3, 1)", "None")]
    [InlineData("float32", "(3, 70000)", "None")]
    public async Task An_array_that_numpy_saved_is_the_same_after_a_conversion(string type, string shape, string version)
    {
        Oracle.PythonText("numpy", $$"""
            import sys, numpy as np
            x = (np.random.default_rng(1).standard_normal({{shape}}) * 100).astype('{{type}}')
            with open(sys.argv[1], 'wb') as f: np.lib.format.write_array(f, x, version={{version}})
            """, _folder["x.npy"]);
        _folder.Write("x.csv", "label\nb\na\nb\n");

        await Convert("x.npy", "y.npy");

        var seen = Oracle.Python("numpy", """
            import sys, json, numpy as np
            x, y, labels = (np.load(name, mmap_mode='r') for name in sys.argv[1:])
            print(json.dumps([str(y.dtype), list(y.shape), bool(np.array_equal(x, y)), bool(y.flags.c_contiguous), str(labels.dtype), labels.tolist()]))
            """, _folder["x.npy"], _folder["y.npy"], _folder["y.labels.npy"]);
        Assert.Equal($"""["{type}", {shape.Replace('(', '[').Replace(')', ']')}, true, true, "int32", [1, 0, 1]]""", seen.GetRawText());
    }

    [Theory]
    [InlineData("float16", "float32")]
    [InlineData("float16", "float64")]
    [InlineData("float32", "float16")]
    [InlineData("float32", "float64")]
    [InlineData("float64", "float16")]
    [InlineData("float64", "float32")]
    [InlineData("uint8", "float16")]
    public async Task Types_are_converted_as_numpy_does_and_as_many_values_become_infinite(string from, string to)
    {
        Oracle.PythonText("numpy", """
            import sys, numpy as np
            x = np.random.default_rng(2).standard_normal((40, 50)) * 10.0 ** np.random.default_rng(3).integers(-9, 9, (40, 50))
            x[0, :9] = [0, -0.0, np.inf, -np.inf, np.nan, 65504, 65519.9, 65520, 2.0 ** -25]
            with np.errstate(all='ignore'): np.save(sys.argv[1], x.astype(sys.argv[2]))
            """, _folder["x.npy"], from);
        _folder.Write("x.csv", "label\n" + string.Concat(Enumerable.Repeat("a\n", 40)));

        var report = await Convert("x.npy", "y.npy", Enum.Parse<ElementType>(to, ignoreCase: true));

        var seen = Oracle.Python("numpy", """
            import sys, json, numpy as np
            x, y = np.load(sys.argv[1]), np.load(sys.argv[2])
            with np.errstate(all='ignore'): z = x.astype(sys.argv[3])
            print(json.dumps([bool(np.array_equal(y, z, equal_nan=True)), int(np.sum(np.isfinite(x) & np.isinf(z)))]))
            """, _folder["x.npy"], _folder["y.npy"], to);
        Assert.True(seen[0].GetBoolean());
        Assert.Equal(seen[1].GetInt64(), report.OverflowCount);
    }

    [Fact]
    public async Task Rows_that_do_not_fill_a_block_are_written_all()
    {
        Oracle.PythonText("numpy", "import sys, numpy as np; np.save(sys.argv[1], np.arange(3001 * 700, dtype='f4').reshape(3001, 700))", _folder["x.npy"]);
        _folder.Write("x.csv", "label\n" + string.Concat(Enumerable.Repeat("a\n", 3001)));

        await Convert("x.npy", "y.npy");

        Assert.Equal(await File.ReadAllBytesAsync(_folder["x.npy"], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_folder["y.npy"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("np.asfortranarray(np.ones((3, 4), 'f4'))", "is in Fortran order")]
    [InlineData("np.ones((3, 4), '>f4')", "is big-endian ('>f4')")]
    [InlineData("np.ones((3, 4), int)", "has whole numbers ('<i8')")]
    [InlineData("np.ones((3, 4), object)", "has Python objects ('|O')")]
    [InlineData("np.ones((3, 4), [('a', 'f4'), ('장미', 'f4')])", "has structured values (named fields)")]
    [InlineData("np.ones(3, 'f4')", "has shape (3,)")]
    [InlineData("np.float32(1)", "has shape ()")]
    [InlineData("np.ones((3, 4), np.longdouble)", "has numbers of another precision ('<f16')")]
    public async Task What_numpy_can_save_and_we_do_not_read_is_named(string expression, string expected)
    {
        Oracle.PythonText("numpy", $"import sys, numpy as np; np.save(sys.argv[1], {expression})", _folder["x.npy"]);
        _folder.Write("x.csv", "label\na\na\na\n");

        var error = await Assert.ThrowsAsync<ConversionException>(() => Convert("x.npy", "y.npy"));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task A_feature_file_is_an_array_with_labels_for_numpy()
    {
        var set = TestFeatures.Set(5, 7, ["장미", "🌹 rose", "a, \"b\""]);
        TestFeatures.Write(_folder["x.h5"], set);

        await FeatureConversion.RunAsync(_folder["x.h5"], _folder["x.npy"], ConversionFormat.Npy, cancellationToken: TestContext.Current.CancellationToken);

        var seen = Oracle.Python("numpy", """
            import sys, json, csv, numpy as np
            print(json.dumps([np.load(sys.argv[1]).ravel().tolist(), np.load(sys.argv[2]).tolist(), list(csv.reader(open(sys.argv[3], encoding='utf-8', newline='')))]))
            """, _folder["x.npy"], _folder["x.labels.npy"], _folder["x.labels.csv"]);
        Assert.Equal(set.Features.ToArray(), seen[0].EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal(set.Labels, seen[1].EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal(["path,label", .. set.Labels.Select((label, row) => $"{set.Paths[row]},{set.LabelNames[label]}")],
            seen[2].EnumerateArray().Select(line => string.Join(',', line.EnumerateArray().Select(cell => cell.GetString()))));
    }

    [Fact]
    public async Task An_array_of_numpy_is_a_feature_file_for_h5py()
    {
        Oracle.PythonText("numpy", "import sys, numpy as np; np.save(sys.argv[1], np.arange(12, dtype='f8').reshape(3, 4) / 3)", _folder["x.npy"]);
        _folder.Write("x.csv", "path,label\n1.jpg,tulip\n2.jpg,장미\n3.jpg,tulip\n");

        await FeatureConversion.RunAsync(
            _folder["x.npy"], _folder["x.h5"], ConversionFormat.Hdf5, new ConversionOptions { ElementType = ElementType.Float16 },
            cancellationToken: TestContext.Current.CancellationToken);

        var seen = Oracle.Python("h5py", """
            import sys, json, h5py, numpy as np
            with h5py.File(sys.argv[2]) as f:
                x = f['features']
                print(json.dumps([str(x.dtype), bool(np.array_equal(x[()], np.load(sys.argv[1]).astype('f2'))), f['labels'][()].tolist(),
                                  f['label_names'].asstr()[()].tolist(), f['paths'].asstr()[()].tolist()]))
            """, _folder["x.npy"], _folder["x.h5"]);
        Assert.Equal("float16", seen[0].GetString());
        Assert.True(seen[1].GetBoolean());
        Assert.Equal([0, 1, 0], seen[2].EnumerateArray().Select(label => label.GetInt32()));
        Assert.Equal(["tulip", "장미", "1.jpg", "2.jpg", "3.jpg"], seen[3].EnumerateArray().Concat(seen[4].EnumerateArray()).Select(text => text.GetString()));
    }

    private Task<ConversionReport> Convert(string input, string output, ElementType? type = null) => FeatureConversion.RunAsync(
        _folder[input], _folder[output], ConversionFormat.Npy, new ConversionOptions { ElementType = type },
        cancellationToken: TestContext.Current.CancellationToken);
}
