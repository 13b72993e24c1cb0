using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class ShardProperties
{
    private static readonly Arbitrary<(int Images, int Shards, ShardBy By)> Cases =
        (from images in Gen.Choose(1, 300) from shards in Gen.Choose(1, 60) from division in Gen.Elements(ShardBy.Hash, ShardBy.Block) select (images, shards, division)).ToArbitrary();

    [Fact]
    public void Shards_share_no_image_leave_none_out_and_keep_the_order() => Prop.ForAll(Cases, input =>
    {
        var list = List(input.Images);
        var shards = All(list, input.Shards, input.By);
        return shards.SelectMany(shard => shard.Part!.Positions).Order().SequenceEqual(Enumerable.Range(0, input.Images))
            && shards.All(shard => shard.Part!.Positions.Order().SequenceEqual(shard.Part.Positions)
                && shard.Part.Positions.Select(position => list.Images[position]).SequenceEqual(shard.Images)
                && shard.Part.Count == input.Images && shard.Part.Sha256 == shards[0].Part!.Sha256 && shard.LabelNames.SequenceEqual(list.LabelNames));
    }).Holds();

    [Fact]
    public void Blocks_follow_one_another_and_are_of_one_size() => Prop.ForAll(Cases, input =>
    {
        var shards = All(List(input.Images), input.Shards, ShardBy.Block);
        return shards.SelectMany(shard => shard.Part!.Positions).SequenceEqual(Enumerable.Range(0, input.Images))
            && shards.Max(shard => shard.Images.Length) - shards.Min(shard => shard.Images.Length) <= 1;
    }).Holds();

    private static List<ImageSet> All(ImageSet list, int count, ShardBy by) => [.. Enumerable.Range(1, count).Select(number => list.Take(new Shard(number, count, by)))];

    private static ImageSet List(int count) => new([.. Enumerable.Range(0, count).Select(number => new ImageFile($"a/{number}", $"/a/{number}", 0))], ["a"], []);
}
