using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>One test for each way in which a shard can say what is not so; h5py makes it lie, with right checksums.</summary>
public sealed class LyingShardsTests : IDisposable
{
    private const string Script = """
        import sys, zlib, h5py, numpy as np
        file = h5py.File(sys.argv[1], "r+")
        def change(name, values):
            file[name][...] = values
            file[name].attrs.modify("crc32", np.uint32(zlib.crc32(file[name][()].tobytes())))
        positions = file["list_positions"][()]
        exec(sys.argv[2])
        """;

    private readonly ShardCase _case = new();

    public void Dispose() => _case.Dispose();

    [Theory]
    [InlineData("file.attrs['shard'] = '5/4'", "it has the shard '5/4' by 'hash'; expected one such as '3/8' by 'hash' or 'block'")]
    [InlineData("file.attrs['shard'] = 'x'", "it has the shard 'x' by 'hash'; expected")]
    [InlineData("file.attrs['shard_by'] = '1'", "it has the shard '2/4' by '1'; expected")]
    [InlineData("file.attrs['shard_by'] = 'Hash'", "it has the shard '2/4' by 'Hash'; expected")]
    [InlineData("del file.attrs['shard_by']", "it has no attribute 'shard_by'")]
    [InlineData("file.attrs['shard'] = np.int32(2)", "it has an attribute 'shard' that is not text")]
    [InlineData("del file.attrs['list_count']", "it has no attribute 'list_count'")]
    [InlineData("file.attrs['list_count'] = np.int32(0)", "it is a shard of a list of 0 images")]
    [InlineData("file.attrs['list_count'] = np.int64(2**40)", "it is a shard of a list of 1099511627776 images")]
    [InlineData("file.attrs['list_count'] = np.int32(20)", "it has a row for image ")]
    [InlineData("file.attrs['list_count'] = np.int32(2**31 - 1)", "it was made of a list of 2,147,483,647 images, and the others of one of 40")]
    [InlineData("del file.attrs['list_sha256']", "it has no attribute 'list_sha256'")]
    [InlineData("del file['list_positions']", "it has no dataset 'list_positions'")]
    [InlineData("positions[0] = -1; change('list_positions', positions)", "it has a row for image -1 of a list of 40")]
    [InlineData("positions[0] = positions[1]; change('list_positions', positions)", "it has two rows for image ")]
    [InlineData("file['list_positions'][0] = 7", "it is damaged: the checksum of 'list_positions' is wrong")]
    [InlineData("paths = file['paths'][()]; paths[0] = b'b/zz.png'; change('paths', paths)", "it has a row for 'b/zz.png', which does not belong to shard 2/4 by hash")]
    [InlineData("file.attrs['shard'] = '1/4'", "it has a row for ")]
    public void A_shard_that_lies_is_told(string lie, string reason)
    {
        _case.ExtractAll(4);
        Oracle.PythonText("h5py", Script, _case.PathOf(2, 4), lie);

        using var set = ShardSet.Open(_case.Shards);

        var problem = Assert.Single(set.Check.Problems);
        Assert.Equal(_case.PathOf(2, 4), problem.Path);
        Assert.StartsWith(reason, problem.Reason);
        Assert.Equal("2", set.Check.ToRunAgain);
    }
}
