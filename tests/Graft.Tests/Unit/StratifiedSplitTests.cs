namespace Graft.Tests.Unit;

public sealed class StratifiedSplitTests
{
    private static readonly int[] TwelveAndFour = [.. Enumerable.Repeat(0, 12), .. Enumerable.Repeat(1, 4)];

    [Fact]
    public void A_quarter_of_each_class_goes_to_the_test_rows()
    {
        var split = StratifiedSplit.Of([.. TwelveAndFour], ["rose", "tulip"], 0.25, seed: 1);
        Assert.Equal(3, split.TestRows.Count(row => row < 12));
        Assert.Equal(1, split.TestRows.Count(row => row >= 12));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_for_good()
    {
        var split = StratifiedSplit.Of([.. TwelveAndFour], ["rose", "tulip"], 0.25, seed: 42);
        Assert.Equal(GoldenTestRows, split.TestRows);
        Assert.NotEqual(GoldenTestRows, StratifiedSplit.Of([.. TwelveAndFour], ["rose", "tulip"], 0.25, seed: 43).TestRows);
    }

    // What scikit-learn gives. Files hold seeds, so a change of these numbers breaks what users have.
    private static readonly int[] GoldenTestRows = [3, 6, 7, 15];

    [Fact]
    public void Remainders_go_to_the_classes_that_lose_most_by_rounding()
    {
        // 10 rows, 7 to train: shares 4.2, 1.4, 1.4. One of the smaller two would keep both its rows and gives one up.
        var split = StratifiedSplit.Of([0, 0, 0, 0, 0, 0, 1, 1, 2, 2], ["a", "b", "c"], 0.3, seed: 1);
        Assert.Equal([2, 1, 1], new[] { 0, 1, 2 }.Select(k => split.TestRows.Count(row => (row < 6 ? 0 : row < 8 ? 1 : 2) == k)));
    }

    [Fact]
    public void A_small_class_is_never_tested_away()
    {
        var split = StratifiedSplit.Of([0, 0, 1, 1], ["a", "b"], 0.99, seed: 1);
        Assert.Equal(2, split.TrainRows.Length);
        Assert.Equal(2, split.TestRows.Length);
    }

    [Fact]
    public void A_test_fraction_of_0_keeps_all_rows_for_training()
    {
        var split = StratifiedSplit.Of([0, 1, 1], ["a", "b"], 0, seed: 1);
        Assert.Equal([0, 1, 2], split.TrainRows);
        Assert.Empty(split.TestRows);
    }

    [Fact]
    public void A_class_with_one_sample_is_refused_by_name()
    {
        var error = Assert.Throws<TrainingDataException>(() => StratifiedSplit.Of([0, 0, 1], ["rose", "tulip"], 0.25, seed: 1));
        Assert.Equal(
            "Class 'tulip' has 1 sample; a split with test fraction 0.25 needs at least 2. Add photos, remove the class, or use a test fraction of 0.",
            error.Message);
    }

    [Fact]
    public void A_class_name_without_rows_is_passed_over() =>
        Assert.Equal(2, StratifiedSplit.Of([0, 0, 2, 2], ["a", "b", "c"], 0.5, seed: 1).TestRows.Length);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_test_fraction_must_be_in_range(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedSplit.Of([0, 0], ["a"], fraction, seed: 1));
}
