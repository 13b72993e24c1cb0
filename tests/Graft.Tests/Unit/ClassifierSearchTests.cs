using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ClassifierSearchTests
{
    // Feature k is large in rows of class k.
    private static readonly FeatureSet Set = TestFeatures.Set(12, 2, ["a", "b"]);

    private static readonly FakeOptions Right = new("right", 0, 1);
    private static readonly FakeOptions Wrong = new("wrong", 1, 0);
    private static readonly FakeOptions OfOneMind = new("one", 0, 0);

    [Fact]
    public void The_highest_mean_wins_and_of_equals_the_earlier()
    {
        var (earlier, later) = (Right with { Fits = [] }, Right with { Fits = [] });

        var result = Run(new() { Candidates = [Wrong, OfOneMind, earlier, later] });

        Assert.Equal(["wrong", "one", "right", "right"], result.Search!.Rows.Select(row => row.Classifier));
        Assert.Equal([4, 3, 1, 1], result.Search.Rows.Select(row => row.Rank));
        Assert.Equal([0, 0.5, 1, 1], result.Search.Rows.Select(row => row.Mean));
        Assert.Equal("right", result.Record.Classifier);
        Assert.Equal((6, 5), (earlier.Fits.Count, later.Fits.Count));
        Assert.Equal((5, 1, 1.0, 0.0), (result.Record.Folds, result.Record.Repeats, result.Record.CrossValidatedMean, result.Record.CrossValidatedDeviation));
    }

    [Fact]
    public void The_winner_is_fitted_on_all_training_rows_and_no_fit_sees_a_test_row()
    {
        var candidate = Right with { Fits = [] };

        var result = Run(new() { Candidates = [candidate, Wrong with { Fits = [] }], Folds = 3 });

        var split = StratifiedSplit.Of(Set.Labels, Set.LabelNames, 0.25, 42);
        var folds = StratifiedFolds.Of([.. split.TrainRows.Select(row => Set.Labels[row])], Set.LabelNames, 3, 42);
        Assert.Equal(4, candidate.Fits.Count);
        for (var fold = 0; fold < 3; fold++)
            Assert.Equal(folds[fold].TrainRows.Select(row => Set.Paths[split.TrainRows[row]]), candidate.Fits[fold].Paths);
        Assert.Equal(split.TrainRows.Select(row => Set.Paths[row]), candidate.Fits[3].Paths);
        Assert.Equal(split.TestRows.Length, result.Evaluation!.SampleCount);
    }

    [Fact]
    public void One_candidate_is_cross_validated_only_when_folds_are_asked_for()
    {
        Assert.Null(Run(new() { Candidates = [Right] }).Search);
        var search = Run(new() { Candidates = [OfOneMind with { Converges = false }], Folds = 4 }).Search!;

        Assert.Equal((4, 1, 1), (search.Folds, search.Repeats, search.SettingCount));
        var row = Assert.Single(search.Rows);
        Assert.Equal(4, row.FoldAccuracies.Length);
        Assert.False(row.Converged);
        var mean = row.FoldAccuracies.Average();
        Assert.Equal(mean, row.Mean, 12);
        Assert.Equal(Math.Sqrt(row.FoldAccuracies.Sum(value => (value - mean) * (value - mean)) / 4), row.Deviation, 12);
    }

    [Fact]
    public void Each_repeat_cuts_the_folds_with_the_next_seed()
    {
        var candidate = Right with { Fits = [] };

        var search = Run(new() { Candidates = [candidate], Folds = 3, Repeats = 2, TestFraction = 0, Seed = 8 }).Search!;

        Assert.Equal(2, search.Repeats);
        Assert.Equal(6, search.Rows[0].FoldAccuracies.Length);
        for (var fold = 0; fold < 6; fold++)
        {
            var rows = StratifiedFolds.Of(Set.Labels, Set.LabelNames, 3, 8 + (fold / 3))[fold % 3].TrainRows;
            Assert.Equal(rows.Select(row => Set.Paths[row]), candidate.Fits[fold].Paths);
        }
    }

    [Fact]
    public void Weights_go_with_their_rows_into_every_fit()
    {
        var candidate = Right with { Fits = [] };
        ImmutableArray<double> weights = [.. Enumerable.Range(0, Set.RowCount).Select(row => row + 0.5)];

        Run(new() { Candidates = [candidate], Folds = 2, SampleWeights = weights });

        Assert.Equal(3, candidate.Fits.Count);
        Assert.All(candidate.Fits, fit => Assert.Equal(fit.Paths.Select(path => Set.Paths.IndexOf(path) + 0.5), fit.Weights));
    }

    [Fact]
    public void Groups_stay_together_in_the_split_and_in_every_fold()
    {
        var candidate = Right with { Fits = [] };
        ImmutableArray<string> groups = [.. Enumerable.Range(0, Set.RowCount).Select(row => $"{row % 2} {row / 4}")];

        var result = Run(new() { Candidates = [candidate], Folds = 2, Groups = groups });

        var training = result.SeenRows.Unseen(Set, TestContext.Current.CancellationToken).Select(row => groups[row]).ToHashSet();
        Assert.NotEmpty(training);
        Assert.All(candidate.Fits, fit =>
        {
            var inside = fit.Paths.Select(path => groups[Set.Paths.IndexOf(path)]).ToHashSet();
            Assert.Empty(inside.Intersect(training));
            Assert.Equal(fit.Paths.Length, groups.Count(inside.Contains));
        });
    }

    [Fact]
    public void Threads_and_memory_go_into_every_candidate()
    {
        var options = new TrainingOptions { Threads = 3, MemoryLimit = 5, Candidates = [Right, Wrong with { Threads = 1 }] };

        Assert.All(options.ReadyCandidates, candidate => Assert.Equal((3, 5L), (candidate.Threads, candidate.MemoryLimit)));
        Assert.Equal(1, (options with { Threads = 0 }).ReadyCandidates[1].Threads);
    }

    [Fact]
    public void Progress_tells_of_every_fit_and_of_the_settings_that_are_finished()
    {
        var log = new Log();

        ClassifierTraining.Run(Set, new() { Candidates = [Wrong, Right], Folds = 2 }, log, TestContext.Current.CancellationToken);

        Assert.Equal([(0, 4, 0), (1, 4, 0), (2, 4, 1), (3, 4, 1), (4, 4, 2)], log.Seen.Select(report => (report.DoneCount, report.TotalCount, report.Table.Rows.Count(row => row.FoldAccuracies.All(double.IsFinite)))));
        Assert.Equal([0, 1, 1, 2, 2], log.Seen.Select(report => report.Table.Rows.Length));
        Assert.All(log.Seen, report => Assert.Equal(2, report.Table.SettingCount));
        Assert.Equal(1, log.Seen[2].Table.Rows[0].Rank);
        Assert.Equal(2, log.Seen[4].Table.Rows[0].Rank);
    }

    [Theory]
    [InlineData(FeatureScaling.None)]
    [InlineData(FeatureScaling.Standardize)]
    [InlineData(FeatureScaling.SqrtL2)]
    public void Rows_that_are_held_out_change_nothing_of_what_is_fitted(FeatureScaling scaling)
    {
        var set = TestFeatures.Make(60, 20, 3, seed: 4);
        ImmutableArray<ClassifierOptions> candidates = [.. new[] { 0.01, 1 }.Select(c => new LogisticRegressionOptions { C = c, Scaling = scaling })];
        var fold = StratifiedFolds.Of(set.Labels, set.LabelNames, 4, 1)[..1];
        var changed = set.Features.ToArray();
        changed.AsSpan(fold[0].TestRows[0] * 20, 20).Fill(1000);

        var (before, after) = (Scores(set), Scores(TestFeatures.Of(changed, set.Labels, 3)));

        for (var candidate = 0; candidate < 2; candidate++)
        {
            Assert.NotEqual(before[candidate][..3], after[candidate][..3]);
            for (var i = 3; i < before[candidate].Length; i++)
                Assert.Equal(before[candidate][i], after[candidate][i], 1e-4);
        }

        float[][] Scores(FeatureSet rows)
        {
            var scores = new float[2][];
            CandidateFits.Run(rows, candidates, fold, default, held => scores[held.Candidate] = held.Scores, TestContext.Current.CancellationToken);
            return scores;
        }
    }

    [Fact]
    public void Test_rows_change_nothing_of_what_is_chosen_and_fitted()
    {
        var set = TestFeatures.Make(80, 10, 2, seed: 5);
        var options = new TrainingOptions
        {
            Folds = 3,
            Candidates = [.. new[] { 0.01, 1 }.Select(c => new LogisticRegressionOptions { C = c, Scaling = FeatureScaling.Standardize })],
        };
        var changed = set.Features.ToArray();
        foreach (var row in StratifiedSplit.Of(set.Labels, set.LabelNames, 0.25, 42).TestRows)
            changed.AsSpan(row * 10, 10).Fill(-500);

        var (before, after) = (Run(options, set), Run(options, TestFeatures.Of(changed, set.Labels, 2)));

        Assert.Equal(before.Search!.Rows.SelectMany(row => row.FoldAccuracies), after.Search!.Rows.SelectMany(row => row.FoldAccuracies));
        Assert.Equal(((LinearClassifier)before.Classifier).Weights.ToArray(), ((LinearClassifier)after.Classifier).Weights.ToArray());
        Assert.NotEqual(before.Evaluation!.Accuracy, after.Evaluation!.Accuracy);
    }

    [Fact]
    public void Options_that_make_no_sense_are_misuse()
    {
        Assert.Throws<ArgumentException>(() => Run(new() { Candidates = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new() { Folds = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new() { Repeats = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new() { Threads = -1 }));
        Assert.Throws<ArgumentException>(() => Run(new() { Groups = ["a"] }));
        Assert.Throws<ArgumentException>(() => Run(new() { SampleWeights = [1] }));
        Assert.Throws<ArgumentException>(() => Run(new() { Calibrate = true, Candidates = [new RandomForestOptions()] }));
    }

    private static TrainingResult Run(TrainingOptions options, FeatureSet? set = null) =>
        ClassifierTraining.Run(set ?? Set, options, cancellationToken: TestContext.Current.CancellationToken);

    private sealed class Log : IProgress<SearchProgress>
    {
        public List<SearchProgress> Seen { get; } = [];

        public void Report(SearchProgress value) => Seen.Add(value);
    }
}
