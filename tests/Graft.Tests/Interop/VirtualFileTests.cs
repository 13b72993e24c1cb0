using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Virtual datasets over shards, in h5py and in Graft.</summary>
public sealed class VirtualFileTests : IDisposable
{
    private const string Script = """
        import json, sys, h5py, numpy as np
        single, virtual = h5py.File(sys.argv[1], "r"), h5py.File(sys.argv[2], "r")
        place = {path: row for row, path in enumerate(single["paths"][()])}
        rows = [place[path] for path in virtual["paths"][()]]
        print(json.dumps({
            "names": sorted(virtual) == sorted(single),
            "virtual": [name for name in virtual if virtual[name].is_virtual],
            "sources": sorted({source.file_name for source in virtual["features"].virtual_sources()}),
            "rows": rows,
            "same": all(np.array_equal(single[name][()][rows], virtual[name][()]) for name in single if not name.startswith("label_names")),
            "slice": virtual["features"][3:30:5].tolist(),
            "attributes": {name: bool(virtual.attrs[name] == single.attrs[name]) for name in single.attrs if name in virtual.attrs},
            "gone": sorted(set(single.attrs) - set(virtual.attrs))}))
        """;

    private readonly ShardCase _case = new();

    public void Dispose() => _case.Dispose();

    [Theory]
    [InlineData(1, ShardBy.Hash)]
    [InlineData(5, ShardBy.Hash)]
    [InlineData(100, ShardBy.Hash)]
    [InlineData(7, ShardBy.Block)]
    public void Rows_that_stay_in_the_shards_are_the_same(int count, ShardBy by)
    {
        _case.ExtractAll(count, by);
        var path = Merge();

        var seen = Oracle.Python("h5py", Script, _case.Single, path);

        Assert.True(seen.GetProperty("names").GetBoolean());
        Assert.Equal(["features"], seen.GetProperty("virtual").EnumerateArray().Select(name => name.GetString()!));
        Assert.All(seen.GetProperty("sources").EnumerateArray(), source => Assert.StartsWith("shards/shard-", source.GetString()!));
        Assert.True(seen.GetProperty("same").GetBoolean());
        var rows = seen.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(0, 39), rows.Order());
        Assert.Equal(by == ShardBy.Block || count == 1, rows.SequenceEqual(Enumerable.Range(0, 39)));
        Assert.All(seen.GetProperty("attributes").EnumerateObject(), attribute => Assert.True(attribute.Name == "created" || attribute.Value.GetBoolean(), attribute.Name));
        // The hash of the list would not be that of these rows.
        Assert.Equal(by == ShardBy.Block ? [] : ["inputs_sha256"], seen.GetProperty("gone").EnumerateArray().Select(name => name.GetString()!));

        using var file = FeatureFile.Open(path);
        Assert.True(file.Check(cancellationToken: TestContext.Current.CancellationToken) is { IsSound: true, HasChecksums: true });
        PhotoFolder.AssertAligned(path, file.Paths);
        Assert.Equal(seen.GetProperty("slice").EnumerateArray().Select(row => row[1].GetSingle()), Enumerable.Range(0, 6).Select(i => file.ReadRows(3 + (5 * i), 1).Row(0)[1]));
    }

    [Fact]
    public void A_virtual_file_of_several_layers_moves_with_its_shards()
    {
        _case.ExtractLayers();
        Merge();
        Directory.CreateDirectory(_case.Folder["moved"]);
        Directory.Move(_case.Shards, _case.Folder["moved/shards"]);
        File.Move(_case.Folder["virtual.h5"], _case.Folder["moved/virtual.h5"]);

        var seen = Oracle.Python("h5py", Script, _case.Single, _case.Folder["moved/virtual.h5"]);

        Assert.True(seen.GetProperty("same").GetBoolean());
        Assert.Equal(2, seen.GetProperty("virtual").GetArrayLength());
        using var layer = FeatureFile.Open(_case.Folder["moved/virtual.h5"], TinyNetwork.Layer);
        Assert.True(layer.Check(cancellationToken: TestContext.Current.CancellationToken).IsSound);
    }

    [Fact]
    public void A_shard_that_is_gone_shows_in_the_checksums()
    {
        _case.ExtractAll(3);
        var path = Merge();
        int rows;
        using (var shard = FeatureFile.Open(_case.PathOf(2, 3)))
            rows = shard.RowCount;
        File.Delete(_case.PathOf(2, 3));

        using var file = FeatureFile.Open(path);

        Assert.Equal(rows, file.Check(cancellationToken: TestContext.Current.CancellationToken).DamagedRows.Length);
    }

    private string Merge()
    {
        using var set = ShardSet.Open(_case.Shards);
        set.MergeVirtually(_case.Folder["virtual.h5"]);
        return _case.Folder["virtual.h5"];
    }
}
