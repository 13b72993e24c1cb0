using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>What holds for every linear classifier, whichever way it is fitted.</summary>
public sealed class LinearFitProperties : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, int, int, int, FeatureScaling> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, int, FeatureScaling>();
            foreach (var kind in new[] { "logistic", "squared hinge", "hinge" })
            {
                foreach (var scaling in Enum.GetValues<FeatureScaling>())
                {
                    cases.Add(kind, 90, 300, 5, scaling);
                    cases.Add(kind, 200, 40, 2, scaling);
                }
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_ways_reach_the_same_loss(string kind, int rows, int width, int classes, FeatureScaling scaling)
    {
        // scikit-learn's C for rows of length 1 has to be larger to do anything.
        var options = LinearFits.Options(kind, scaling is FeatureScaling.L2 or FeatureScaling.SqrtL2 ? 10 : 0.1) with { Scaling = scaling };
        using var file = File(rows, width, classes);
        var expected = LinearFits.Fit(file, options, LinearFits.OverFeatures);

        foreach (var plan in new[] { LinearFits.OverFeaturesInBlocks, LinearFits.OverRows, LinearFits.OverRowsInColumns })
        {
            var actual = LinearFits.Fit(file, options, plan);
            Assert.True(actual.FitSummary!.Converged);
            Assert.Equal(1, actual.FitSummary.Loss / expected.FitSummary!.Loss, 1e-5);
            Assert.Equal(0, Enumerable.Range(0, rows).Count(row => Predict(expected, file, row) != Predict(actual, file, row)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_in_a_file_and_in_memory_give_the_same_bits(string kind, int rows, int width, int classes, FeatureScaling scaling)
    {
        var options = LinearFits.Options(kind, 0.1) with { Scaling = scaling };
        using var file = File(rows, width, classes);
        AssertSame(LinearFits.Fit(file, options, LinearFits.OverFeatures), LinearFits.Fit(file, options, LinearFits.OverFeaturesInBlocks));
        AssertSame(LinearFits.Fit(file, options, LinearFits.OverFeatures), LinearFits.Fit(file.ReadRows(0, rows), options, LinearFits.OverFeatures));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(string kind, int rows, int width, int classes, FeatureScaling scaling)
    {
        var options = LinearFits.Options(kind, 0.1) with { Scaling = scaling };
        var set = TestFeatures.Make(rows, width, classes, seed: 1);
        foreach (var plan in new[] { LinearFits.OverFeatures, LinearFits.OverRows })
            AssertSame(LinearFits.Fit(set, options with { Threads = 1 }, plan), LinearFits.Fit(set, options with { Threads = 5 }, plan));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_of_weight_2_counts_as_two_rows_and_one_of_weight_0_as_none(string kind, int rows, int width, int classes, FeatureScaling scaling)
    {
        if (scaling == FeatureScaling.Standardize)
            return; // Deviations are those of the rows, whatever their weights.
        var options = LinearFits.Options(kind, 0.1, 1e-8) with { Scaling = scaling };
        var set = TestFeatures.Make(rows, width, classes, seed: 1);
        ImmutableArray<double> weights = [.. Enumerable.Range(0, rows).Select(row => (double)(row % 3))];
        var repeated = set.Select([.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Repeat(row, row % 3))]);
        var (weighted, copied) = (LinearFits.Fit(set, options, weights: weights), LinearFits.Fit(repeated, options));
        Assert.Equal(1, weighted.FitSummary!.Loss / copied.FitSummary!.Loss, 1e-5);
    }

    [Theory]
    [InlineData("logistic")]
    [InlineData("squared hinge")]
    [InlineData("hinge")]
    public void Starting_where_a_smaller_C_ended_leads_to_the_same_loss(string kind)
    {
        var set = TestFeatures.Make(90, 300, 4, seed: 1);
        ImmutableArray<ClassifierOptions> candidates = [LinearFits.Options(kind, 10), LinearFits.Options(kind, 0.001), LinearFits.Options(kind, 0.1)];
        ImmutableArray<Split> folds = [new([.. Enumerable.Range(0, 60)], [.. Enumerable.Range(60, 30)]), new([.. Enumerable.Range(30, 60)], [.. Enumerable.Range(0, 30)])];
        foreach (ICandidateFits fits in new ICandidateFits[] { new GramFits(true, 2048), new GramFits(false, 128), new DirectFits() })
        {
            var results = new List<HeldOutScores>();
            fits.Run(set, candidates, folds, default, results.Add, TestContext.Current.CancellationToken);
            Assert.Equal(6, results.Count);
            foreach (var result in results)
            {
                var (train, test) = (set.Select(folds[result.Fold].TrainRows.AsSpan()), set.Select(folds[result.Fold].TestRows.AsSpan()));
                var expected = new float[test.RowCount * 4];
                LinearFits.Fit(train, candidates[result.Candidate]).Scores(test.Features.Span, expected);
                // Two fits within 1e-6 of the lowest loss may differ by the root of that in the scores.
                for (var i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], result.Scores[i], 0.02 * (1 + Math.Abs(expected[i])));
            }
        }
    }

    [Theory]
    [InlineData(FeatureScaling.None, true)]
    [InlineData(FeatureScaling.None, false)]
    [InlineData(FeatureScaling.Standardize, true)]
    [InlineData(FeatureScaling.Standardize, false)]
    [InlineData(FeatureScaling.SqrtL2, false)]
    public void Sharing_inner_products_among_folds_changes_no_prediction(FeatureScaling scaling, bool isInMemory)
    {
        var set = TestFeatures.Make(120, 400, 4, seed: 1);
        ImmutableArray<ClassifierOptions> candidates = [.. new[] { "logistic", "squared hinge", "hinge" }.Select(kind => LinearFits.Options(kind, 1) with { Scaling = scaling })];
        ImmutableArray<Split> folds = [new([.. Enumerable.Range(0, 80)], [.. Enumerable.Range(80, 40)])];
        var results = new List<HeldOutScores>();
        new GramFits(isInMemory, 128).Run(set, candidates, folds, default, results.Add, TestContext.Current.CancellationToken);
        foreach (var result in results)
        {
            var classifier = LinearFits.Fit(set.Select(folds[0].TrainRows.AsSpan()), candidates[result.Candidate]);
            var agreeing = Enumerable.Range(0, 40).Count(i => Best(result.Scores.AsSpan(i * 4, 4)) == classifier.Predict(set.Row(80 + i)));
            Assert.InRange(agreeing, 39, 40);
        }
    }

    [Fact]
    public void A_fold_has_a_mean_also_where_all_rows_together_have_none()
    {
        // Rows come with their opposites, which the fold has not.
        var half = TestFeatures.Make(40, 60, 2, seed: 1);
        float[] values = [.. half.Features.ToArray(), .. half.Features.ToArray().Select(value => -value)];
        var set = TestFeatures.Of(values, [.. half.Labels, .. half.Labels], 2);
        var options = LinearFits.Options("squared hinge", 0.01);
        Split fold = new([.. Enumerable.Range(0, 40)], [.. Enumerable.Range(40, 40)]);
        var scores = new List<HeldOutScores>();

        new GramFits(true, 2048).Run(set, [options], [fold], default, scores.Add, TestContext.Current.CancellationToken);

        var expected = new float[80];
        LinearFits.Fit(set.Select(fold.TrainRows.AsSpan()), options).Scores(values.AsSpan(40 * 60), expected);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], scores[0].Scores[i], 0.01);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var k = 1; k < scores.Length; k++)
            best = scores[k] > scores[best] ? k : best;
        return best;
    }

    private static int Predict(LinearClassifier classifier, FeatureFile file, int row)
    {
        var values = new float[file.FeatureCount];
        file.ReadRows(row, 1, values);
        return classifier.Predict(values);
    }

    private static void AssertSame(LinearClassifier expected, LinearClassifier actual)
    {
        Assert.Equal(expected.Weights.ToArray(), actual.Weights.ToArray());
        Assert.Equal(expected.Intercepts.ToArray(), actual.Intercepts.ToArray());
    }

    private FeatureFile File(int rows, int width, int classes) =>
        FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], TestFeatures.Make(rows, width, classes, seed: 1)));
}
