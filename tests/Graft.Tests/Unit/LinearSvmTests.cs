using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class LinearSvmTests
{
    [Fact]
    public void Two_points_give_the_machine_that_is_found_by_hand()
    {
        // x = -1 and 1: by symmetry the intercept is 0, and w minimises w^2 / 2 + 2 C (1 - w)^2, so w = 4 C / (1 + 4 C).
        var squared = Fit(TestFeatures.Of([-1, 1], [0, 1], 2), new() { C = 0.5, Tolerance = 1e-10 });
        Assert.Equal(2.0 / 3, squared.Weights.Span[1], 5);
        Assert.Equal(-2.0 / 3, squared.Weights.Span[0], 5);

        // With the hinge, w^2 / 2 + 2 C (1 - w): w = 2 C while that is below 1, then 1.
        Assert.Equal(0.5, Fit(TestFeatures.Of([-1, 1], [0, 1], 2), new() { C = 0.25, Loss = SvmLoss.Hinge }).Weights.Span[1], 4);
        Assert.Equal(1, Fit(TestFeatures.Of([-1, 1], [0, 1], 2), new() { C = 10, Loss = SvmLoss.Hinge }).Weights.Span[1], 4);
    }

    [Theory]
    [InlineData(SvmLoss.SquaredHinge)]
    [InlineData(SvmLoss.Hinge)]
    public void The_intercept_is_penalised_less_the_larger_its_scaling(SvmLoss loss)
    {
        // All rows alike: only the intercept tells that most are of the second class.
        var set = TestFeatures.Of(new float[4], [0, 1, 1, 1], 2);
        var (small, large) = (Fit(set, new() { Loss = loss, InterceptScaling = 0.01 }), Fit(set, new() { Loss = loss, InterceptScaling = 10 }));
        Assert.InRange(small.Intercepts.Span[1], 0, 0.01f);
        Assert.InRange(large.Intercepts.Span[1], 0.4f, 1.1f);
    }

    [Theory]
    [InlineData(SvmLoss.SquaredHinge)]
    [InlineData(SvmLoss.Hinge)]
    public void A_fit_that_runs_out_of_iterations_says_so(SvmLoss loss)
    {
        var set = TestFeatures.Make(60, 20, 3, seed: 1);
        var summary = Fit(set, new() { Loss = loss, MaxIterations = 2 }).FitSummary!;
        Assert.False(summary.Converged);
        Assert.Equal(2, summary.Iterations);
        Assert.True(Fit(set, new() { Loss = loss }).FitSummary!.Converged);
    }

    [Fact]
    public void Options_out_of_range_are_misuse()
    {
        var set = TestFeatures.Make(60, 20, 3, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { C = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { C = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { InterceptScaling = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { Loss = (SvmLoss)7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { MemoryLimit = -1 }));
    }

    [Theory]
    [InlineData(SvmLoss.SquaredHinge)]
    [InlineData(SvmLoss.Hinge)]
    public void Cancellation_stops_the_fit(SvmLoss loss)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            LinearSvm.Fit(TestFeatures.Make(60, 20, 3, seed: 1), new() { Loss = loss }, cancellationToken: source.Token));
    }

    private static LinearClassifier Fit(FeatureSet set, LinearSvmOptions options) =>
        LinearSvm.Fit(set, options, cancellationToken: TestContext.Current.CancellationToken);
}
