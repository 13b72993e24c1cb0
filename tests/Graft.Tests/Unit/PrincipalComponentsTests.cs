using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void Points_on_a_line_lie_on_the_first_axis_as_far_apart_as_they_are()
    {
        var map = PrincipalComponents.Of(TestFeatures.Of([0, 0, 3, 4, 6, 8, 9, 12], [0, 1, 0, 1], 2), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([-7.5, -2.5, 2.5, 7.5], map.Points.Select(point => Math.Round(point.X * Math.Sign(map.Points[3].X), 10)));
        Assert.All(map.Points, point => Assert.Equal(0, point.Y));
        Assert.Equal((1.0, 0.0), (map.FirstShare, map.SecondShare));
    }

    [Fact]
    public void Shares_are_those_of_the_variances()
    {
        // An ellipse whose axes are 3 and 1: variances 9 : 1, turned by 30 degrees and moved away.
        var values = Enumerable.Range(0, 360).SelectMany(degree =>
        {
            var (x, y) = (3 * Math.Cos(degree * Math.PI / 180), Math.Sin(degree * Math.PI / 180));
            return new[] { (float)((x * 0.8) - (y * 0.6) + 100), (float)((x * 0.6) + (y * 0.8) - 50) };
        });
        var map = PrincipalComponents.Of(TestFeatures.Of([.. values], [.. new int[360]], 1), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0.9, map.FirstShare, 5);
        Assert.Equal(0.1, map.SecondShare, 5);
        Assert.Equal(3, map.Points.Max(point => point.X), 4);
        Assert.Equal(1, map.Points.Max(point => point.Y), 4);
    }

    [Fact]
    public void No_rows_one_row_and_equal_rows_are_at_0()
    {
        Assert.Empty(PrincipalComponents.Map(TestFeatures.Of([], [], 1), TestContext.Current.CancellationToken));
        Assert.Equal([default], PrincipalComponents.Map(TestFeatures.Of([1, 2, 3], [0], 1), TestContext.Current.CancellationToken));
        float[] equal = [.. Enumerable.Repeat(new[] { 0.1f, 0.7f, 1e-30f, 3e38f }, 50).SelectMany(row => row)];
        Assert.All(PrincipalComponents.Map(TestFeatures.Of(equal, [.. new int[50]], 1), TestContext.Current.CancellationToken), point => Assert.Equal(default, point));
    }

    [Fact]
    public void Two_rows_and_one_feature_have_one_coordinate()
    {
        var two = PrincipalComponents.Map(TestFeatures.Make(2, 1000, 2, 1), TestContext.Current.CancellationToken);
        Assert.Equal(two[0].X, -two[1].X, 9);
        Assert.True(two[0].X > 1 && two.All(point => point.Y == 0));
        var one = PrincipalComponents.Map(TestFeatures.Of([5, 7, 12], [0, 0, 0], 1), TestContext.Current.CancellationToken);
        Assert.Equal([-3, -1, 4], one.Select(point => Math.Round(point.X, 10)));
        Assert.All(one, point => Assert.Equal(0, point.Y));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e34f)]
    public void The_size_of_features_does_not_matter(float size)
    {
        var set = TestFeatures.Make(60, 30, 3, 4);
        var expected = PrincipalComponents.Map(set, TestContext.Current.CancellationToken);
        var actual = PrincipalComponents.Map(TestFeatures.Of([.. set.Features.ToArray().Select(value => value * size)], set.Labels, 3), TestContext.Current.CancellationToken);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Y, pair.Second.Y / size, 4));
    }

    [Fact]
    public void Neither_threads_nor_where_the_rows_are_change_a_bit()
    {
        using var folder = new TempFolder();
        // More than one block of 8 MB.
        var set = TestFeatures.Make(700, 5000, 3, 2);
        var one = PrincipalComponents.Of(set, 1, TestContext.Current.CancellationToken);
        using var file = FeatureFile.Open(TestFeatures.Write(folder["features.h5"], set));
        var reversed = FeatureRows.Select(file, [.. Enumerable.Range(0, 700)]);

        Assert.Equal(one.Points, PrincipalComponents.Of(set, 2, TestContext.Current.CancellationToken).Points);
        Assert.Equal(one.Points, PrincipalComponents.Of(file, 5, TestContext.Current.CancellationToken).Points);
        Assert.Equal(one.Points, PrincipalComponents.Map(reversed, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Eigenvalues_far_apart_and_close_together_are_found()
    {
        // A diagonal matrix, of which a second pair is a thousandth below the first, and all others are far below.
        double[] diagonal = [.. Enumerable.Range(0, 400).Select(i => i switch { 17 => 1.0, 300 => 0.999, 5 => 0.998, _ => 0.5 * i / 400 })];
        var pairs = LargestEigenpairs.Of(400, 2, vectors => [.. vectors.Select(vector => vector.Select((value, i) => value * diagonal[i]).ToArray())]);

        Assert.Equal([1.0, 0.999], pairs.Select(pair => Math.Round(pair.Value, 12)));
        Assert.Equal(1, Math.Abs(pairs[0].Vector[17]), 10);
        Assert.Equal(1, Math.Abs(pairs[1].Vector[300]), 10);
    }

    [Fact]
    public void A_value_that_is_no_number_is_named_and_work_can_be_stopped()
    {
        Assert.Contains("Feature 1 of row 1", Assert.Throws<TrainingDataException>(() => PrincipalComponents.Map(TestFeatures.Of([1, 2, 3, float.NaN], [0, 0], 1), TestContext.Current.CancellationToken)).Message);
        Assert.ThrowsAny<OperationCanceledException>(() => PrincipalComponents.Map(TestFeatures.Make(20, 5, 2, 1), new CancellationToken(canceled: true)));
    }
}
