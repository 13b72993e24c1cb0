using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Python's csv module reads our texts, and we read its.</summary>
public sealed class CsvModuleTests : IDisposable
{
    private static readonly string[] Names = ["장미", "🌹 rose", "a, \"b\"", "two\nlines", "back\\slash", " space ", "'single'"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Names_and_numbers_survive_the_way_through_Python_and_back()
    {
        Oracle.PythonText("csv", """
            import sys, csv, random, struct
            random.seed(1)
            def number():
                while True:
                    value = struct.unpack('<f', random.randbytes(4))[0]
                    if value == value and abs(value) != float('inf'): return value
            with open(sys.argv[1], 'w', encoding='utf-8', newline='') as f:
                out = csv.writer(f)
                out.writerow(['f0', 'path', 'second value', 'label', 'f2'])
                for i in range(700):
                    name = sys.argv[2 + i % len(sys.argv[2:])]
                    out.writerow([repr(number()), f'{name}/{i}.jpg', repr(number()), name, repr(number())])
            """, [_folder["x.csv"], .. Names]);

        await FeatureConversion.RunAsync(_folder["x.csv"], _folder["y.csv"], ConversionFormat.Csv, cancellationToken: TestContext.Current.CancellationToken);

        var seen = Oracle.Python("csv", """
            import sys, csv, json, struct
            def rows(name): return list(csv.DictReader(open(name, encoding='utf-8', newline='')))
            def single(text): return struct.pack('<f', float(text))
            x, y = rows(sys.argv[1]), rows(sys.argv[2])
            print(json.dumps([len(y), list(y[0]), all(a['path'] == b['path'] and a['label'] == b['label'] for a, b in zip(x, y)),
                              all([single(a[i]) for i in ('f0', 'second value', 'f2')] == [single(b[i]) for i in ('f0', 'f1', 'f2')] for a, b in zip(x, y))]))
            """, _folder["x.csv"], _folder["y.csv"]);
        Assert.Equal("""[700, ["path", "label", "f0", "f1", "f2"], true, true]""", seen.GetRawText());
    }

    [Fact]
    public async Task A_feature_file_is_the_same_after_it_was_a_text()
    {
        var set = TestFeatures.Set(5, 11, [.. Names.Order(StringComparer.Ordinal)]);
        TestFeatures.Write(_folder["x.h5"], set);

        await FeatureConversion.RunAsync(_folder["x.h5"], _folder["x.csv"], ConversionFormat.Csv, cancellationToken: TestContext.Current.CancellationToken);
        await FeatureConversion.RunAsync(_folder["x.csv"], _folder["y.h5"], ConversionFormat.Hdf5, cancellationToken: TestContext.Current.CancellationToken);

        using var again = FeatureFile.Open(_folder["y.h5"]);
        var values = new float[again.RowCount * again.FeatureCount];
        again.ReadRows(0, again.RowCount, values);
        Assert.Equal(set.Features.ToArray(), values);
        Assert.Equal(set.Labels, again.Labels);
        Assert.Equal(set.LabelNames, again.LabelNames);
        Assert.Equal(set.Paths, again.Paths);
    }
}
