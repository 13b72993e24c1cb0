using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class NearestNeighborsTests
{
    // On a line: a at 0 and 1, b at 3 and 6, c at 10.
    private static readonly FeatureSet Line = TestFeatures.Of([0, 1, 3, 6, 10], [0, 0, 1, 1, 2], 3);

    [Theory]
    [InlineData(1, 0.4f, new[] { 1f, 0, 0 })]
    [InlineData(1, 7f, new[] { 0f, 1, 0 })]
    [InlineData(2, 9f, new[] { 0f, 0.5f, 0.5f })]
    [InlineData(3, 0f, new[] { 2 / 3f, 1 / 3f, 0 })]
    [InlineData(5, -1e6f, new[] { 0.4f, 0.4f, 0.2f })]
    public void Probabilities_are_shares_of_votes(int neighbors, float query, float[] expected) =>
        Assert.Equal(expected, Vote(Line, new() { NNeighbors = neighbors }, query));

    [Fact]
    public void Nearer_neighbours_count_more_when_asked_for()
    {
        // Distances 0.5 and 0.5 to a, 2.5 to b: weights 2, 2 and 0.4.
        var shares = Vote(Line, new() { NNeighbors = 3, Weights = NeighborWeights.Distance }, 0.5f);
        Assert.Equal(4 / 4.4f, shares[0], 6);
        Assert.Equal(0.4f / 4.4f, shares[1], 6);
    }

    [Fact]
    public void Neighbours_at_distance_0_alone_count_when_nearer_ones_count_more()
    {
        var set = TestFeatures.Of([1, 1, 1, 2, 3], [0, 1, 1, 2, 2], 3);
        var shares = Vote(set, new() { NNeighbors = 5, Weights = NeighborWeights.Distance }, 1);
        Assert.Equal([1 / 3f, 2 / 3f, 0], shares);
    }

    [Theory]
    [InlineData(2f, 1)] // 1 and 3 are equally far; 3 comes first.
    [InlineData(1.9f, 0)]
    public void Of_equally_near_rows_the_first_in_training_votes(float query, int expected)
    {
        var set = TestFeatures.Of([3, 1, 9, 9], [1, 0, 0, 1], 2);
        Assert.Equal(expected, NearestNeighbors.Fit(set, new() { NNeighbors = 1 }, default, TestContext.Current.CancellationToken).Predict([query]));
    }

    [Fact]
    public void Of_equal_rows_with_different_labels_the_first_votes()
    {
        var set = TestFeatures.Of([5, 4, 5, 4, 5, 4, 0, 0], [2, 0, 1, 2], 3);
        Assert.Equal(2, NearestNeighbors.Fit(set, new() { NNeighbors = 1 }, default, TestContext.Current.CancellationToken).Predict([5, 4]));
    }

    [Fact]
    public void Of_classes_with_equally_many_votes_the_lowest_is_predicted() =>
        Assert.Equal(1, NearestNeighbors.Fit(Line, new() { NNeighbors = 2 }, default, TestContext.Current.CancellationToken).Predict([9f]));

    [Theory]
    [InlineData(new[] { 3f, 0.1f }, 0)]
    [InlineData(new[] { 0.1f, 30f }, 1)]
    [InlineData(new[] { -5f, 0.1f }, 2)]
    [InlineData(new[] { 0f, 0 }, 2)] // At distance 1 from every row: the first.
    public void Cosine_measures_directions(float[] query, int expected)
    {
        var set = TestFeatures.Of([-9, 0, 9, 0, 0, 1e-3f], [2, 0, 1], 3);
        Assert.Equal(expected, NearestNeighbors.Fit(set, new() { NNeighbors = 1, Metric = NeighborMetric.Cosine }, default, TestContext.Current.CancellationToken).Predict(query));
    }

    [Fact]
    public void Cosine_distance_of_a_row_of_zeros_is_1_and_of_the_same_direction_0()
    {
        NearestNeighborsOptions options = new() { NNeighbors = 3, Metric = NeighborMetric.Cosine, Weights = NeighborWeights.Distance };
        var set = TestFeatures.Of([0, 0, 1, 0, 0, 0.1f], [0, 1, 2], 3);
        Assert.Equal([1 / 3f, 1 / 3f, 1 / 3f], Vote(set, options, 0, 0));
        Assert.Equal([0f, 0, 1], Vote(set, options, 0, 0.3f));
        // Cosine 1 / sqrt(2) to both others.
        var weight = 1 / (1 - Math.Sqrt(0.5));
        Assert.Equal(weight / (2 * weight + 1), Vote(set, options, 3, 3)[1], 6);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-42f)]
    [InlineData(1e18f)]
    [InlineData(1e37f)]
    public void Neither_huge_nor_tiny_values_lose_their_neighbours(float unit)
    {
        foreach (var metric in Enum.GetValues<NeighborMetric>())
        {
            var set = TestFeatures.Of([unit, 0, 2 * unit, unit, 3 * unit, 9 * unit], [0, 1, 2], 3);
            var classifier = NearestNeighbors.Fit(set, new() { NNeighbors = 1, Metric = metric }, default, TestContext.Current.CancellationToken);
            for (var row = 0; row < 3; row++)
                Assert.Equal(row, classifier.Predict(set.Row(row)));
        }
    }

    [Fact]
    public void Rows_far_from_the_origin_are_told_apart()
    {
        // The rows differ in one feature by 1; float32 products of such rows are wrong by millions.
        const int Width = 64;
        var set = TestFeatures.Of([.. Enumerable.Range(0, 40 * Width).Select(i => 3e6f + (i % Width == 9 ? i / Width : 0))], [.. Enumerable.Range(0, 40).Select(i => i % 4)], 4);
        var classifier = NearestNeighbors.Fit(set, new() { NNeighbors = 1 }, default, TestContext.Current.CancellationToken);
        for (var row = 0; row < 40; row++)
            Assert.Equal(row % 4, classifier.Predict(set.Row(row)));
    }

    [Fact]
    public void What_it_was_fitted_with_is_seen()
    {
        var classifier = NearestNeighbors.Fit(Line, new() { NNeighbors = 2, Metric = NeighborMetric.Cosine, Weights = NeighborWeights.Distance }, default, TestContext.Current.CancellationToken);
        Assert.Equal(("knn", 2, NeighborMetric.Cosine, NeighborWeights.Distance, 5), (classifier.Name, classifier.NNeighbors, classifier.Metric, classifier.Weights, classifier.TrainingRowCount));
        Assert.Equal(new FitSummary(true, "5 rows of 1 features kept"), classifier.FitSummary);
        Assert.Equal(TestFeatures.Recipe, classifier.Recipe);
    }

    [Fact]
    public void Later_changes_of_the_training_rows_change_nothing()
    {
        float[] values = [0, 10];
        var classifier = NearestNeighbors.Fit(TestFeatures.Of(values, [0, 1], 2), new() { NNeighbors = 1 }, default, TestContext.Current.CancellationToken);
        (values[0], values[1]) = (10, 0);
        Assert.Equal(0, classifier.Predict([1f]));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new() { NNeighbors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new() { Threads = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new() { Metric = (NeighborMetric)2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new() { Weights = (NeighborWeights)2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new() { Scaling = (FeatureScaling)4 }));
        var classes = Assert.Throws<ArgumentException>(() => Fit(new() { ClassWeight = ClassWeight.Balanced }));
        Assert.StartsWith("K nearest neighbours takes no class weights.", classes.Message);
        var samples = Assert.Throws<ArgumentException>(() => Fit(new(), [1, 1, 1, 1, 1]));
        Assert.StartsWith("K nearest neighbours takes no sample weights.", samples.Message);
    }

    [Fact]
    public void Fewer_samples_than_neighbours_are_refused()
    {
        var error = Assert.Throws<TrainingDataException>(() => Fit(new() { NNeighbors = 6 }));
        Assert.Equal("There are 5 samples to train on, fewer than the 6 neighbours that are to vote. Add photos, or ask for fewer neighbours.", error.Message);
    }

    [Theory]
    [InlineData(float.NaN, "Feature 0 of row 3, '3.jpg', is not a number")]
    [InlineData(float.NegativeInfinity, "Feature 0 of row 3, '3.jpg', is infinite")]
    public void Features_that_are_not_finite_are_refused(float value, string message)
    {
        foreach (var scaling in Enum.GetValues<FeatureScaling>())
        {
            var error = Assert.Throws<TrainingDataException>(() => NearestNeighbors.Fit(
                TestFeatures.Of([0, 1, 3, value, 10], [0, 0, 1, 1, 2], 3), new() { NNeighbors = 1, Scaling = scaling }, default, TestContext.Current.CancellationToken));
            Assert.Contains(message, error.Message);
        }
    }

    [Fact]
    public void Rows_that_do_not_fit_the_memory_are_refused_before_they_are_read()
    {
        var rows = new Unreadable(300_000, 512);
        var error = Assert.Throws<TrainingDataException>(() => NearestNeighbors.Fit(rows, new() { MemoryLimit = 300_000_000 }, default, TestContext.Current.CancellationToken));
        Assert.Equal(
            "K nearest neighbours of 300,000 rows x 512 features takes 754 MB of memory; the limit is 300 MB. "
            + "Allow at least that (--memory 754MB), or choose logistic or svm, which read rows in blocks.",
            error.Message);
    }

    [Fact]
    public void Rows_that_no_onnx_file_can_hold_are_refused_before_they_are_read()
    {
        var rows = new Unreadable(1_000_000, 512);
        var error = Assert.Throws<TrainingDataException>(() => NearestNeighbors.Fit(rows, new() { MemoryLimit = long.MaxValue }, default, TestContext.Current.CancellationToken));
        Assert.Equal(
            "K nearest neighbours of 1,000,000 rows x 512 features keeps all 2,048 MB of them, and an ONNX file can hold 2,000 MB. "
            + "Choose logistic or svm, which keep no rows, or a layer with fewer features.",
            error.Message);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => NearestNeighbors.Fit(Line, null, default, source.Token));
    }

    private static NearestNeighborsClassifier Fit(NearestNeighborsOptions options, ImmutableArray<double> weights = default) =>
        NearestNeighbors.Fit(Line, options, weights, TestContext.Current.CancellationToken);

    private static float[] Vote(FeatureSet train, NearestNeighborsOptions options, params float[] query)
    {
        var probabilities = new float[3];
        var classifier = NearestNeighbors.Fit(train, options, default, TestContext.Current.CancellationToken);
        classifier.Probabilities(query, probabilities);
        var scores = new float[3];
        classifier.Scores(query, scores);
        Assert.Equal(probabilities, scores);
        return probabilities;
    }

    private sealed class Unreadable(int rowCount, int featureCount) : IFeatureRows
    {
        public int RowCount => rowCount;

        public int FeatureCount => featureCount;

        public ImmutableArray<int> Labels { get; } = [.. Enumerable.Range(0, rowCount).Select(row => row % 2)];

        public ImmutableArray<string> LabelNames => ["a", "b"];

        public ImmutableArray<string> Paths => throw new NotSupportedException();

        public FeatureRecipe? Recipe => null;

        public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination) => throw new NotSupportedException();

        public void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination) => throw new NotSupportedException();
    }
}
