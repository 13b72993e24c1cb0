using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Lists of the nearest, whatever comes in whatever order.</summary>
public static class NeighborListsProperties
{
    [Fact]
    public static void Whatever_the_order_of_pairs_the_list_is_that_of_a_sort() =>
        Prop.ForAll<byte[], int>((values, seed) =>
        {
            if (values.Length == 0)
                return true;
            var k = Math.Min(4, values.Length);
            var lists = new NeighborLists(1, k);
            var order = Enumerable.Range(0, values.Length).ToArray();
            new Random(seed).Shuffle(order);
            foreach (var other in order)
                lists.Offer(0, other, [values[other] % 8], 1, 1);
            var expected = Enumerable.Range(0, values.Length).OrderBy(other => values[other] % 8).ThenBy(other => other).Take(k);
            return lists.Rows.SequenceEqual(expected);
        }).Holds();
}
