using System.Collections.Immutable;

namespace Graft.Tests.Unit;

public sealed class FoldsTests
{
    [Theory]
    [InlineData(3, "Class 'tulip' has 3 training rows, fewer than the 5 folds; use 3 folds, add photos, or remove the class.")]
    [InlineData(1, "Class 'tulip' has 1 training row, fewer than the 5 folds; add photos, or remove the class.")]
    public void A_class_with_fewer_rows_than_folds_is_refused_by_name(int count, string message)
    {
        var labels = Enumerable.Repeat(0, 9).Concat(Enumerable.Repeat(1, count));

        var error = Assert.Throws<TrainingDataException>(() => StratifiedFolds.Of([.. labels], ["rose", "tulip"], 5, seed: 1));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-3)]
    public void Fewer_than_two_folds_are_none(int folds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedFolds.Of([0, 0, 1, 1], ["a", "b"], folds, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedGroups.Folds([0, 0, 1, 1], ["a", "b"], ["1", "2", "3", "4"], folds, seed: 1));
    }

    [Fact]
    public void A_class_in_one_group_is_refused_by_name()
    {
        var error = Assert.Throws<TrainingDataException>(() => StratifiedGroups.Folds([0, 0, 1, 1], ["a", "tulip"], ["1", "2", "3", "3"], 2, seed: 1));

        Assert.StartsWith("All rows of class 'tulip' that are left to share out (2) are in group '3', so that it cannot be both trained and tested.", error.Message);
    }

    [Fact]
    public void Fewer_groups_than_folds_are_refused()
    {
        var error = Assert.Throws<TrainingDataException>(() => StratifiedGroups.Folds([0, 0, 1, 1], ["a", "b"], ["1", "2", "1", "2"], 3, seed: 1));

        Assert.Equal("There are 2 groups of training rows, fewer than the 3 folds; use 2 folds, or smaller groups.", error.Message);
    }

    [Fact]
    public void Groups_of_one_row_make_folds_that_are_stratified()
    {
        ImmutableArray<int> labels = [.. Enumerable.Range(0, 100).Select(row => row < 60 ? 0 : row < 90 ? 1 : 2)];

        var folds = StratifiedGroups.Folds(labels, ["a", "b", "c"], [.. labels.Select((_, row) => $"{row}")], 5, seed: 3);

        Assert.All(folds, fold => Assert.Equal([12, 6, 2], new[] { 0, 1, 2 }.Select(k => fold.TestRows.Count(row => labels[row] == k))));
    }

    [Fact]
    public void Groups_of_many_sizes_come_close_to_the_shares_that_are_aimed_at()
    {
        var random = new Random(4);
        List<int> labels = [];
        List<string> groups = [];
        for (var group = 0; group < 120; group++)
        {
            var size = random.Next(1, 20);
            labels.AddRange(Enumerable.Repeat(group % 4, size));
            groups.AddRange(Enumerable.Repeat($"g{group}", size));
        }

        var split = StratifiedGroups.Split([.. labels], ["a", "b", "c", "d"], [.. groups], 0.25, seed: 1);
        var folds = StratifiedGroups.Folds([.. labels], ["a", "b", "c", "d"], [.. groups], 5, seed: 1);

        for (var k = 0; k < 4; k++)
        {
            double total = labels.Count(label => label == k);
            Assert.Equal(0.25, split.TestRows.Count(row => labels[row] == k) / total, 0.03);
            Assert.All(folds, fold => Assert.Equal(0.2, fold.TestRows.Count(row => labels[row] == k) / total, 0.03));
        }
    }

    [Fact]
    public void The_seed_decides_between_groups_that_are_alike()
    {
        ImmutableArray<int> labels = [.. Enumerable.Range(0, 60).Select(row => row % 3)];
        ImmutableArray<string> groups = [.. labels.Select((label, row) => $"{label} {row / 6}")];

        var (first, again, other) = (Of(1), Of(1), Of(2));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        IEnumerable<int> Of(int seed) => StratifiedGroups.Split(labels, ["a", "b", "c"], groups, 0.25, seed).TestRows;
    }
}
