using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class NearestNeighborsProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 1_000_000).ToArbitrary();

    [Fact]
    public void The_nearest_of_a_training_row_is_itself() => Prop.ForAll(Seeds, seed =>
    {
        var (set, options) = Case(seed);
        var classifier = Fit(set, options with { NNeighbors = 1, Weights = (NeighborWeights)(seed % 2) });
        return Enumerable.Range(0, set.RowCount).All(row => classifier.Predict(set.Row(row)) == set.Labels[row]);
    }).Holds(60);

    [Fact]
    public void The_order_of_training_rows_does_not_matter() => Prop.ForAll(Seeds, seed =>
    {
        var (set, options) = Case(seed);
        // Standardised by sums in another order, which is another last digit.
        if (options.Scaling == FeatureScaling.Standardize)
            options = options with { Scaling = FeatureScaling.None };
        var order = Enumerable.Range(0, set.RowCount).ToArray();
        new Random(seed).Shuffle(order);
        var test = TestFeatures.Make(20, set.FeatureCount, 3, seed + 1);
        return Same(Probabilities(Fit(set, options), test), Probabilities(Fit(set.Select(order), options), test), 1e-6);
    }).Holds(60);

    [Fact]
    public void Neither_threads_nor_blocks_nor_neighbouring_queries_change_a_bit() => Prop.ForAll(Seeds, seed =>
    {
        using var folder = new TempFolder();
        var (set, options) = Case(seed);
        using var file = FeatureFile.Open(TestFeatures.Write(folder["x.h5"], set));
        var test = TestFeatures.Make(71, set.FeatureCount, 3, seed + 1);
        var classifier = Fit(set, options with { Threads = 1 });
        var expected = Probabilities(classifier, test);
        var one = new float[3];
        var single = Enumerable.Range(0, test.RowCount).SelectMany(row =>
        {
            classifier.Probabilities(test.Row(row), one);
            return (float[])one.Clone();
        }).ToArray();
        return Same(expected, single, 0) && Same(expected, Probabilities(Fit(file, options with { Threads = 3 }), test), 0);
    }).Holds(30);

    /// <summary>The search that rules rows out by float32 products against one that measures and sorts all of them.</summary>
    [Fact]
    public void The_neighbours_are_those_of_a_plain_search() => Prop.ForAll(Seeds, seed =>
    {
        var (set, options) = Case(seed);
        options = options with { Scaling = FeatureScaling.None };
        var test = TestFeatures.Make(15, set.FeatureCount, 3, seed + 1);
        var actual = Probabilities(Fit(set, options), test);
        var expected = new float[actual.Length];
        for (var i = 0; i < test.RowCount; i++)
        {
            var nearest = Enumerable.Range(0, set.RowCount)
                .Select(row => (Distance: Distance(test.Row(i), set.Row(row), options.Metric), Label: set.Labels[row]))
                .OrderBy(pair => pair.Distance).Take(options.NNeighbors).ToList();
            double Weight(double distance) => options.Weights == NeighborWeights.Uniform ? 1 : 1 / distance;
            for (var k = 0; k < 3; k++)
                expected[i * 3 + k] = (float)(nearest.Where(pair => pair.Label == k).Sum(pair => Weight(pair.Distance)) / nearest.Sum(pair => Weight(pair.Distance)));
        }

        return Same(expected, actual, 1e-6);
    }).Holds(60);

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, NeighborMetric metric)
    {
        var (difference, product, squaresA, squaresB) = (0.0, 0.0, 0.0, 0.0);
        for (var j = 0; j < a.Length; j++)
        {
            difference += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
            product += (double)a[j] * b[j];
            squaresA += (double)a[j] * a[j];
            squaresB += (double)b[j] * b[j];
        }

        return metric == NeighborMetric.Euclidean ? Math.Sqrt(difference) : 1 - product / Math.Sqrt(squaresA * squaresB);
    }

    private static (FeatureSet Set, NearestNeighborsOptions Options) Case(int seed)
    {
        var random = new Random(seed);
        // Of fewer features all but one may be 0 in several rows, which then point the same way.
        var set = TestFeatures.Make(random.Next(15, 300), random.Next(2) == 0 ? random.Next(25, 80) : random.Next(1000, 2100), 3, seed);
        return (set, new()
        {
            NNeighbors = random.Next(1, 15),
            Metric = (NeighborMetric)random.Next(2),
            Weights = (NeighborWeights)random.Next(2),
            Scaling = (FeatureScaling)random.Next(4),
        });
    }

    private static NearestNeighborsClassifier Fit(IFeatureRows set, NearestNeighborsOptions options) =>
        NearestNeighbors.Fit(set, options, default, TestContext.Current.CancellationToken);

    private static float[] Probabilities(Classifier classifier, FeatureSet test)
    {
        var probabilities = new float[test.RowCount * classifier.LabelNames.Length];
        classifier.Probabilities(test.Features.Span, probabilities);
        return probabilities;
    }

    private static bool Same(float[] expected, float[] actual, double tolerance) =>
        expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);
}
