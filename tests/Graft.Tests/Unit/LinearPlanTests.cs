using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Which way a linear fit goes, by its size and the memory that it may take.</summary>
public sealed partial class LinearPlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1_500, 25_088, 17, false, 24_000, true, true)] // Few rows of many features: 150 MB of rows, 9 MB of inner products.
    [InlineData(1_500, 25_088, 17, true, 24_000, true, false)] // Columns that can be read by themselves need not be kept.
    [InlineData(20_000, 512, 101, true, 24_000, false, true)] // Many rows of few features.
    [InlineData(3_000, 25_088, 17, false, 300, true, false)] // 301 MB of rows do not fit, 36 MB of inner products do.
    [InlineData(40_000, 25_088, 17, true, 300, false, false)] // Neither does.
    [InlineData(400_000, 25_088, 17, true, 2_000, false, false)]
    public void Size_memory_and_layout_decide(long rows, long columns, int classes, bool readsColumns, long megabytes, bool usesGram, bool isInMemory)
    {
        var plan = LinearPlan.Choose(new LinearSize(rows, columns, classes, sizeof(float) * rows * columns, readsColumns), megabytes * 1_000_000);

        Assert.Equal((usesGram, isInMemory), (plan.UsesGram, plan.IsInMemory));
    }

    [Fact]
    public void A_loss_with_a_corner_goes_over_the_rows_sooner()
    {
        var size = new LinearSize(2_000, 512, 17, 4_096_000);

        Assert.False(LinearPlan.Choose(size, 0).UsesGram);
        Assert.True(LinearPlan.Choose(size with { IsSharp = true }, 0).UsesGram);
    }

    [Fact]
    public void A_limit_that_is_too_small_is_refused_with_the_least_that_would_do()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(400, 20_000, 30, seed: 1));
        using var file = FeatureFile.Open(_folder["x.h5"]);
        var options = new LogisticRegressionOptions { MemoryLimit = 110_000_000, MaxIterations = 2 };

        var error = Assert.Throws<TrainingDataException>(() => LogisticRegression.Fit(file, options, cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("A linear classifier of 20,000 features and 30 classes, fitted on blocks of rows, takes ", error.Message);
        var least = long.Parse(Megabytes().Match(error.Message).Groups[1].Value, CultureInfo.InvariantCulture) * 1_000_000;
        var summary = LogisticRegression.Fit(file, options with { MemoryLimit = least }, cancellationToken: TestContext.Current.CancellationToken).FitSummary!;
        Assert.DoesNotContain("in memory", summary.Method);
        Assert.Throws<TrainingDataException>(() => LogisticRegression.Fit(file, options with { MemoryLimit = least - 2_000_000 }, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Several_blocks_of_a_file_give_the_bits_that_memory_gives()
    {
        // 8 MB are 2,097 rows of 1,000 features.
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(5_000, 1_000, 3, seed: 1));
        using var file = FeatureFile.Open(_folder["x.h5"]);
        foreach (var kind in new[] { "logistic", "squared hinge", "hinge" })
        {
            var options = LinearFits.Options(kind, 0.01, maxIterations: 5);
            var memory = LinearFits.Fit(file, options, LinearFits.OverFeatures);
            var blocks = LinearFits.Fit(file, options, LinearFits.OverFeaturesInBlocks);
            Assert.Equal(memory.Weights.ToArray(), blocks.Weights.ToArray());
            Assert.Equal(memory.Intercepts.ToArray(), blocks.Intercepts.ToArray());
        }
    }

    [GeneratedRegex("--memory (\\d+)MB")]
    private static partial Regex Megabytes();
}
