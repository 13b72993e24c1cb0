using System.Collections.Immutable;

namespace Graft.Tests.Unit;

public sealed class ShardTests
{
    // XXH64 with seed 0, by the test vectors of its specification: d24ec4f1a98c6e5b of "a", 44bc2cf5ad770999 of "abc".
    [Theory]
    [InlineData("a", 7)]
    [InlineData("abc", 3)]
    public void An_image_belongs_to_the_shard_that_its_hash_says(string path, int number)
    {
        for (var shard = 1; shard <= 8; shard++)
            Assert.Equal(shard == number, new Shard(shard, 8).Holds(path, 0, 1));
    }

    [Fact]
    public void By_hash_images_that_come_and_go_move_no_others()
    {
        foreach (var shard in Enumerable.Range(1, 7).Select(number => new Shard(number, 7)))
        {
            var before = List(Enumerable.Range(0, 1000)).Take(shard).Images.Select(image => image.Path).ToHashSet();
            var after = List(Enumerable.Range(100, 1000)).Take(shard).Images.Select(image => image.Path).ToHashSet();

            Assert.Equal(before.Where(path => string.CompareOrdinal(path, "a/00100") >= 0).Order(), after.Where(path => string.CompareOrdinal(path, "a/01000") < 0).Order());
            Assert.InRange(before.Count, 90, 200);
        }
    }

    [Fact]
    public void The_list_is_known_by_paths_classes_and_order()
    {
        var list = List(Enumerable.Range(0, 20));
        string[] hashes =
        [
            Hash(list),
            Hash(new ImageSet([.. list.Images.Reverse()], list.LabelNames, [])),
            Hash(new ImageSet(list.Images, ["other"], [])),
            Hash(List(Enumerable.Range(0, 21))),
        ];
        Assert.Distinct(hashes);

        static string Hash(ImageSet images) => images.Take(new Shard(1, 3)).Part!.Sha256;
    }

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    [InlineData("100000/100000", 100_000, 100_000)]
    public void A_shard_reads_as_it_is_written(string text, int number, int count)
    {
        var shard = Shard.Parse(text, ShardBy.Block)!;
        Assert.Equal((number, count, ShardBy.Block), (shard.Number, shard.Count, shard.By));
        Assert.Equal(text, $"{shard}");
        Assert.Equal((number, count), Shard.OfFileName(shard.FileName) is { } named ? (named.Number, named.Count) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/8")]
    [InlineData("9/8")]
    [InlineData("-1/8")]
    [InlineData("3/8/1")]
    [InlineData(" 3/8")]
    [InlineData("1/100001")]
    [InlineData("٣/٨")]
    [InlineData("3/8\n")]
    public void Anything_else_is_no_shard(string text) => Assert.Null(Shard.Parse(text));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 100_001)]
    public void Numbers_out_of_range_are_refused(int number, int count) => Assert.Throws<ArgumentOutOfRangeException>(() => new Shard(number, count));

    [Fact]
    public void A_shard_of_a_shard_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => List([1, 2, 3]).Take(new Shard(1, 2)).Take(new Shard(1, 2)));

    private static ImageSet List(IEnumerable<int> numbers) =>
        new([.. numbers.Select(number => new ImageFile($"a/{number:00000}", $"/a/{number:00000}", 0))], ["a"], ImmutableArray<string>.Empty);
}
