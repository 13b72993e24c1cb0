using System.Globalization;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class EvaluationComparisonTests
{
    [Fact]
    public void The_probability_of_a_difference_is_that_of_scipys_binomial_test()
    {
        (int One, int Other)[] counts = [(0, 0), (0, 1), (1, 0), (2, 2), (0, 5), (1, 7), (6, 18), (18, 6), (3, 12), (50, 50), (49, 51), (120, 161), (0, 60), (400, 700), (5000, 5100), (10, 1000)];

        var expected = Oracle.Python(
            "scipy", """
            import json, sys
            from scipy.stats import binomtest
            pairs = [tuple(map(int, pair.split(","))) for pair in sys.argv[1].split()]
            print(json.dumps([binomtest(a, a + b).pvalue if a + b else 1 for a, b in pairs]))
            """, string.Join(' ', counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.One},{pair.Other}")))).EnumerateArray().Select(p => p.GetDouble()).ToArray();

        for (var i = 0; i < counts.Length; i++)
            Assert.Equal(1, Pair(counts[i], expected[i]), 1e-9);

        double Pair((int One, int Other) count, double p) => ExactMcNemar.PValue(count.One, count.Other) / p;
    }

    [Fact]
    public void A_probability_too_small_for_a_number_is_0_and_great_counts_take_no_time()
    {
        Assert.Equal(0, ExactMcNemar.PValue(0, 5000));
        Assert.Equal(Math.ScaleB(1, -1000), ExactMcNemar.PValue(1001, 0));
        // The normal distribution with the correction for continuity: 2 * (1 - Phi(399 / sqrt(40,400))).
        Assert.InRange(ExactMcNemar.PValue(20_000, 20_400), 0.0471, 0.0472);
    }

    [Fact]
    public void Samples_are_counted_one_by_one()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (classCount, sampleCount) = (random.Next(2, 6), random.Next(1, 200));
            var labels = Draw();
            var (before, after) = (labels.Select(label => random.Next(3) == 0 ? random.Next(classCount) : label).ToArray(), labels.Select(label => random.Next(4) == 0 ? random.Next(classCount) : label).ToArray());
            string[] names = [.. Enumerable.Range(0, classCount).Select(k => $"class {k}")];

            var comparison = EvaluationComparison.Of(Tunings.Evaluation(labels, before, [.. names]), Tunings.Evaluation(labels, after, [.. names]));

            var rows = Enumerable.Range(0, sampleCount).ToArray();
            Assert.Equal(rows.Count(i => before[i] == labels[i] && after[i] == labels[i]), comparison.BothCount);
            Assert.Equal(rows.Count(i => before[i] == labels[i] && after[i] != labels[i]), comparison.OnlyBeforeCount);
            Assert.Equal(rows.Count(i => before[i] != labels[i] && after[i] == labels[i]), comparison.OnlyAfterCount);
            Assert.Equal(rows.Count(i => before[i] != labels[i] && after[i] != labels[i]), comparison.NeitherCount);
            Assert.Equal((rows.Count(i => after[i] == labels[i]) - rows.Count(i => before[i] == labels[i])) / (double)sampleCount, comparison.Gain, 12);
            Assert.Equal(labels.Distinct().Count(), comparison.Classes.Length);
            foreach (var item in comparison.Classes)
            {
                var ofClass = rows.Where(i => $"class {labels[i]}" == item.Name).ToArray();
                Assert.Equal(
                    (ofClass.Count(i => before[i] == labels[i]), ofClass.Count(i => after[i] == labels[i]), ofClass.Length),
                    (item.BeforeCount, item.AfterCount, item.Support));
            }

            int[] Draw() => [.. Enumerable.Range(0, sampleCount).Select(_ => random.Next(classCount))];
        }
    }

    [Fact]
    public void Classes_are_matched_by_name_whatever_their_order()
    {
        var before = Tunings.Evaluation([0, 0, 1, 1], [0, 1, 0, 0], "cat", "dog", "fox");
        var after = Tunings.Evaluation([2, 2, 0, 0], [2, 2, 0, 2], "dog", "ape", "cat");

        var comparison = EvaluationComparison.Of(before, after);

        Assert.Equal([new("dog", 0, 1, 2), new ClassChange("cat", 1, 2, 2)], comparison.Classes);
        Assert.Equal((1, 0, 2, 1), (comparison.BothCount, comparison.OnlyBeforeCount, comparison.OnlyAfterCount, comparison.NeitherCount));
        Assert.Equal([0.5, 0.5], comparison.Classes.Select(item => item.Gain));
    }

    [Fact]
    public void Evaluations_of_other_samples_are_refused()
    {
        var evaluation = Tunings.Evaluation([0, 1, 1, 0], [0, 0, 1, 1], "a", "b");

        Refused(Tunings.Evaluation([0, 1, 1], [0, 0, 1], "a", "b"));
        Refused(Tunings.Evaluation([0, 1, 1, 1], [0, 0, 1, 1], "a", "b"));
        Refused(Tunings.Evaluation([0, 1, 1, 0], [0, 0, 1, 1], "a", "c"));
        Refused(Tunings.Evaluation([1, 0, 0, 1], [0, 1, 1, 0], "a", "b"));

        void Refused(Evaluation other)
        {
            Assert.Throws<ArgumentException>(() => EvaluationComparison.Of(evaluation, other));
            Assert.Throws<ArgumentException>(() => EvaluationComparison.Of(other, evaluation));
        }
    }
}
