using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class StratifiedSplitProperties
{
    private static readonly ImmutableArray<string> Names = ["a", "b", "c", "d", "e"];

    private static readonly Gen<(int[] Labels, double Fraction, int Seed)> Inputs =
        from sizes in Gen.Choose(2, 60).ListOf(5)
        from fraction in Gen.Choose(1, 99)
        from seed in Gen.Choose(int.MinValue, int.MaxValue)
        from labels in Gen.Shuffle(sizes.SelectMany((size, k) => Enumerable.Repeat(k, size)).ToArray())
        select (labels.ToArray(), fraction / 100.0, seed);

    [Fact]
    public void A_split_is_disjoint_and_complete() => Check((labels, _, split) =>
        split.TrainRows.Concat(split.TestRows).Order().SequenceEqual(Enumerable.Range(0, labels.Length))
        && split.TrainRows.SequenceEqual(split.TrainRows.Order())
        && split.TestRows.SequenceEqual(split.TestRows.Order()));

    [Fact]
    public void A_split_keeps_class_proportions() => Check((labels, fraction, split) =>
        Enumerable.Range(0, Names.Length).All(k =>
        {
            var size = labels.Count(label => label == k);
            var test = split.TestRows.Count(row => labels[row] == k);

            // One row for the share's rounding, one for that of the total.
            return Math.Abs(test - size * fraction) <= 2 && test >= 1 && test <= size - 1;
        }));

    [Fact]
    public void The_same_seed_gives_the_same_split() => Prop.ForAll(Inputs.ToArbitrary(), input =>
    {
        var (first, second) = (Of(input), Of(input));
        return first.TestRows.SequenceEqual(second.TestRows) && first.TrainRows.SequenceEqual(second.TrainRows);
    }).Holds();

    private static Split Of((int[] Labels, double Fraction, int Seed) input) =>
        StratifiedSplit.Of([.. input.Labels], Names, input.Fraction, input.Seed);

    private static void Check(Func<int[], double, Split, bool> property) =>
        Prop.ForAll(Inputs.ToArbitrary(), input => property(input.Labels, input.Fraction, Of(input))).Holds();
}
