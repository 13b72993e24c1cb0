using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class TsneProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 1_000_000).ToArbitrary();

    [Fact]
    public void The_gradient_is_that_of_the_divergence() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var n = random.Next(3, 30);
        var affinities = AffinitiesOf(n, seed);
        var (x, y) = (Places(random, n), Places(random, n));
        var forces = new TsneForces(affinities, 0, new ParallelOptions());
        forces.Update(x, y, 1);

        const double Step = 1e-5;
        return Enumerable.Range(0, n).All(i =>
            IsNear(Difference(affinities, x, y, x, i, Step), forces.GradientX[i]) && IsNear(Difference(affinities, x, y, y, i, Step), forces.GradientY[i]));
    }).Holds(30);

    [Fact]
    public void Forces_of_squares_are_near_those_of_all_pairs() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var n = random.Next(100, 600);
        var affinities = AffinitiesOf(n, seed);
        var (x, y) = (Places(random, n, 30), Places(random, n, 30));
        var (near, exact) = (new TsneForces(affinities, 0.5, new ParallelOptions()), new TsneForces(affinities, 0, new ParallelOptions()));
        near.Update(x, y, 1);
        exact.Update(x, y, 1);

        var error = Math.Sqrt(exact.GradientX.Zip(near.GradientX, (a, b) => (a - b) * (a - b)).Sum());
        var length = Math.Sqrt(exact.GradientX.Sum(a => a * a));
        return error > 0 && error < 0.03 * length;
    }).Holds(20);

    [Fact]
    public void A_tree_holds_every_point_whichever_lie_on_one_place() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var n = random.Next(1, 200);
        var places = random.Next(1, 50);
        // A few places only, some of them as near to one another as numbers can be.
        double[] near = [.. Enumerable.Range(0, places).Select(_ => random.Next(2) == 0 ? random.NextDouble() : random.Next(3) * 1e-17)];
        double[] x = [.. Enumerable.Range(0, n).Select(_ => near[random.Next(places)])], y = [.. Enumerable.Range(0, n).Select(_ => near[random.Next(places)])];
        var tree = new Quadtree(n);
        tree.Build(x, y);
        var i = random.Next(n);
        var sum = tree.Repulsion(x[i], y[i], 0, out var forceX, out _);

        var pairs = Enumerable.Range(0, n).Select(j => (X: x[i] - x[j], Q: 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2)))).ToList();
        return Math.Abs(sum - pairs.Sum(pair => pair.Q)) < 1e-7 * n && Math.Abs(forceX - pairs.Sum(pair => pair.Q * pair.Q * pair.X)) < 1e-7 * n
            && tree.Order.ToArray().Order().SequenceEqual(Enumerable.Range(0, n));
    }).Holds();

    [Fact]
    public void Affinities_are_symmetric_and_sum_to_1_and_rows_have_the_perplexity_that_is_asked_for() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var n = random.Next(5, 60);
        var affinities = AffinitiesOf(n, seed);
        var all = Dense(affinities);
        float[] distances = [.. Enumerable.Range(0, 40).Select(_ => random.NextSingle() * 1e-3f).Order()];
        var probabilities = new double[40];
        Affinities.Conditional(distances, 12, probabilities);
        var entropy = -probabilities.Sum(p => p == 0 ? 0 : p * Math.Log(p));
        return Math.Abs(all.Cast<double>().Sum() - 1) < 1e-12 && Math.Abs(Math.Exp(entropy) - 12) < 1e-3
            && Enumerable.Range(0, n).All(i => all[i, i] == 0 && Enumerable.Range(0, n).All(j => all[i, j] == all[j, i]));
    }).Holds(30);

    private static Affinities AffinitiesOf(int n, int seed)
    {
        var k = Math.Min(n - 1, 9);
        return Affinities.Of(NeighborGraph.Of(TestFeatures.Make(n, 5, 2, seed), k, NeighborMetric.Euclidean, 0, new ParallelOptions()), n, Math.Max(1, k / 3.0), new ParallelOptions());
    }

    private static double[] Places(Random random, int n, double spread = 3) => [.. Enumerable.Range(0, n).Select(_ => (random.NextDouble() - 0.5) * spread)];

    private static bool IsNear(double expected, double actual) => Math.Abs(expected - actual) < 1e-6 + (1e-5 * Math.Abs(expected));

    private static double Difference(Affinities affinities, double[] x, double[] y, double[] moved, int i, double step)
    {
        var place = moved[i];
        moved[i] = place + step;
        var above = Divergence(affinities, x, y);
        moved[i] = place - step;
        var below = Divergence(affinities, x, y);
        moved[i] = place;
        return (above - below) / (2 * step);
    }

    private static double Divergence(Affinities affinities, double[] x, double[] y)
    {
        var (p, n) = (Dense(affinities), x.Length);
        double z = 0, sum = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                z += i == j ? 0 : Near(i, j);
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                sum += p[i, j] == 0 ? 0 : p[i, j] * Math.Log(p[i, j] / (Near(i, j) / z));
        }

        return sum;

        double Near(int i, int j) => 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2));
    }

    private static double[,] Dense(Affinities affinities)
    {
        var dense = new double[affinities.RowCount, affinities.RowCount];
        for (var row = 0; row < affinities.RowCount; row++)
        {
            for (var k = 0; k < affinities.Columns(row).Length; k++)
                dense[row, affinities.Columns(row)[k]] += affinities.Values(row)[k];
        }

        return dense;
    }
}
