using System.Collections.Immutable;
using Graft.Tests.Support;
using Graft.Tests.Support.Hostile;

namespace Graft.Tests.Interop;

/// <summary>
/// Damaged files and files made to do harm: each is refused with its name or read, never with a crash, a hang, or
/// memory beyond bounds. Alone, because memory is measured for the whole process.
/// </summary>
[Collection(nameof(Alone))]
public sealed class HostileFilesTests(ForeignFiles foreign) : IDisposable
{
    private const int FewestMutants = 2000;

    private static readonly string[] ForeignSeeds =
    [
        "contiguous_earliest", "contiguous_latest", "compact_latest", "tiles_gzip_earliest", "all_latest", "lzf_latest",
        "gzip_shuffle_earliest", "single_chunk_gzip", "fixed_array_gzip", "extensible_blocks", "btree2", "sparse_latest",
        "virtual", "virtual_gaps", "links_dense", "attributes_dense", "links_300_earliest", "deleted_neighbours_latest",
        "names_korean_latest", "names_long_earliest", "user_block_512", "shared_messages", "ordered_latest",
    ];

    private readonly TempFolder _own = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _own.Dispose();
    }

    [Fact]
    public void Damaged_files_are_refused_or_read_within_bounds_of_time_and_memory()
    {
        // Virtual data sets find their shards beside them.
        foreach (var shard in Directory.GetFiles(Path.GetDirectoryName(foreign.All[0].Path)!, "shard_*.h5"))
            File.Copy(shard, _folder[Path.GetFileName(shard)]);
        var seeds = ForeignSeeds.Select(name => foreign[name])
            .Concat(OwnFiles().Select(path => new ForeignFile(path, Expectation.Read, [], null))).ToArray();
        var ordeal = new Ordeal();

        ordeal.Run(seeds.SelectMany((seed, index) => Damaged(ordeal, seed, index)));

        ordeal.AssertNoFailures();
        Assert.True(ordeal.Count >= FewestMutants, $"only {ordeal.Count} files");
    }

    [Fact]
    public void Files_that_ask_for_too_much_are_refused_or_read_within_bounds()
    {
        var bombs = foreign.All.Where(file => file.Expectation == Expectation.Hostile).ToArray();
        var ordeal = new Ordeal();

        ordeal.Run(bombs.Select(bomb => new Ordeal.Trial(bomb.Name, bomb.Path, new FileInfo(bomb.Path).Length, null, false)));

        ordeal.AssertNoFailures();
        Assert.True(ordeal.Count >= 10, $"only {ordeal.Count} files");
    }

    [Fact]
    public void Checksums_are_computed_as_their_author_does() =>
        // From the comments of Jenkins' own program.
        Assert.Equal(0x17770551u, Lookup3.Of("Four score and seven years ago"u8));

    [Theory]
    [InlineData("contiguous_latest", 2)]
    [InlineData("fixed_array_gzip", 4)]
    [InlineData("extensible_blocks", 4)]
    [InlineData("btree2", 4)]
    [InlineData("links_dense", 4)]
    [InlineData("contiguous_earliest", 0)]
    public void Structures_with_checksums_are_found(string seed, int fewest)
    {
        var content = File.ReadAllBytes(foreign[seed].Path);
        var anatomy = new Anatomy(content);

        Assert.True(fewest == 0 ? anatomy.Blocks.Length == 0 : anatomy.Blocks.Length >= fewest, $"{anatomy.Blocks.Length} blocks");
        Assert.NotEmpty(anatomy.Pointers);
        foreach (var block in anatomy.Blocks)
        {
            var repaired = (byte[])content.Clone();
            Anatomy.Repair(repaired, block);
            Assert.Equal(content, repaired);
        }
    }

    private IEnumerable<Ordeal.Trial> Damaged(Ordeal ordeal, ForeignFile seed, int number)
    {
        var path = _folder["mutant.h5"];
        var original = File.ReadAllBytes(seed.Path);
        File.WriteAllBytes(path, original);
        var digest = seed.Expectation == Expectation.Read ? ordeal.Digest(path) : null;
        foreach (var mutant in new Mutations(original, number).All())
        {
            File.WriteAllBytes(path, mutant.Content);
            yield return new Ordeal.Trial(
                $"{seed.Name}, {mutant.What}", path, mutant.Content.Length, digest, mutant.MustBeNoticed);
        }
    }

    private IEnumerable<string> OwnFiles()
    {
        yield return TestFeatures.Write(_own["graft_features.h5"], TestFeatures.Set(4, 3, ["장미", "tulip"]));
        yield return Own("graft_float64.h5", ElementType.Float64, [5], 8, sizeof(double));
        yield return Own("graft_images.h5", ElementType.UInt8, [4, 4, 3], 6, sizeof(byte));
        yield return Layered.Write(_own["graft_layers.h5"], Layered.Options(3, 7, ("a", 4), ("b", 2)), 6);
        yield return Own("graft_no_rows.h5", ElementType.Float32, [5], 0, sizeof(float));
    }

    private string Own(string name, ElementType type, ImmutableArray<int> shape, int rows, int elementSize)
    {
        var values = shape.Aggregate(rows, (product, side) => product * side);
        var options = new Hdf5RowOptions { RowShape = shape, LabelNames = ["a", "b"], ElementType = type };
        OwnRows.Write(_own[name], options, new byte[values * elementSize], [.. Enumerable.Range(0, rows).Select(row => row % 2)]);
        return _own[name];
    }
}
