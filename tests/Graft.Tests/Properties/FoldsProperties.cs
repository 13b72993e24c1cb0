using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class FoldsProperties
{
    private static readonly ImmutableArray<string> Names = ["a", "b", "c", "d", "e"];

    private static readonly Gen<(int[] Labels, string[] Groups, int Folds, int Seed)> Inputs =
        from folds in Gen.Choose(2, 8)
        from sizes in Gen.Choose(folds, 60).ListOf(5)
        from seed in Gen.Choose(int.MinValue, int.MaxValue)
        from groupSize in Gen.Choose(1, 6)
        from labels in Gen.Shuffle(sizes.SelectMany((size, k) => Enumerable.Repeat(k, size)).ToArray())
            // Photos of one thing are mostly of one class; every seventh group has rows of any.
        from groups in Gen.Choose(0, 1000).ArrayOf(labels.Length)
        select (labels.ToArray(), labels.Select((label, row) => groups[row] % 7 == 0 ? $"any {groups[row] % 5}" : $"{label} {row / groupSize / 5}").ToArray(), folds, seed);

    [Fact]
    public void Folds_are_disjoint_and_test_every_row_once() => Check(
        (labels, _, folds) => IsPartition(folds, labels.Length), grouped: false);

    [Fact]
    public void Folds_have_each_class_within_one_row_of_its_share() => Check(
        (labels, _, folds) => Enumerable.Range(0, Names.Length).All(k =>
        {
            var share = (double)labels.Count(label => label == k) / folds.Length;
            return folds.All(fold => Math.Abs(fold.TestRows.Count(row => labels[row] == k) - share) < 1);
        }), grouped: false);

    [Fact]
    public void Grouped_folds_are_disjoint_and_test_every_row_once() => Check(
        (labels, _, folds) => IsPartition(folds, labels.Length) && folds.All(fold => fold.TestRows.Length > 0), grouped: true);

    [Fact]
    public void A_group_is_never_on_both_sides() => Check(
        (_, groups, folds) => folds.All(fold => !fold.TrainRows.Select(row => groups[row]).Intersect(fold.TestRows.Select(row => groups[row])).Any()), grouped: true);

    [Fact]
    public void Every_class_is_trained_on_in_every_fold_of_groups() => Check(
        (labels, _, folds) => folds.All(fold => fold.TrainRows.Select(row => labels[row]).Distinct().Count() == Names.Length), grouped: true);

    [Fact]
    public void A_split_keeps_groups_together_and_every_class_on_both_sides() => Prop.ForAll(Inputs.ToArbitrary(), input =>
    {
        if (Grouped(() => [StratifiedGroups.Split([.. input.Labels], Names, [.. input.Groups], 0.25, input.Seed)]) is not [var split])
            return true;
        return split.TrainRows.Concat(split.TestRows).Order().SequenceEqual(Enumerable.Range(0, input.Labels.Length))
            && !split.TrainRows.Select(row => input.Groups[row]).Intersect(split.TestRows.Select(row => input.Groups[row])).Any()
            && new[] { split.TrainRows, split.TestRows }.All(rows => rows.Select(row => input.Labels[row]).Distinct().Count() == Names.Length);
    }).Holds();

    private static bool IsPartition(ImmutableArray<Split> folds, int rowCount) =>
        folds.SelectMany(fold => fold.TestRows).Order().SequenceEqual(Enumerable.Range(0, rowCount))
        && folds.All(fold => fold.TrainRows.Concat(fold.TestRows).Order().SequenceEqual(Enumerable.Range(0, rowCount))
            && fold.TrainRows.SequenceEqual(fold.TrainRows.Order()) && fold.TestRows.SequenceEqual(fold.TestRows.Order()));

    private static void Check(Func<int[], string[], ImmutableArray<Split>, bool> property, bool grouped) => Prop.ForAll(Inputs.ToArbitrary(), input =>
    {
        ImmutableArray<int> labels = [.. input.Labels];
        var folds = grouped
            ? Grouped(() => StratifiedGroups.Folds(labels, Names, [.. input.Groups], input.Folds, input.Seed))
            : StratifiedFolds.Of(labels, Names, input.Folds, input.Seed);
        return folds.IsEmpty || property(input.Labels, input.Groups, folds);
    }).Holds();

    /// <summary>Nothing where the groups leave no way, as of a class that lies in one group.</summary>
    private static ImmutableArray<Split> Grouped(Func<ImmutableArray<Split>> make)
    {
        try
        {
            return make();
        }
        catch (TrainingDataException)
        {
            return [];
        }
    }
}
