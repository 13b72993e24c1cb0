using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Both losses with a derivative, in both forms, against plain double loops.</summary>
public sealed class LinearLossProperties
{
    // Products are float32 with features of about 1: 1e-6 of a sum of a few hundred terms, with a margin of ten.
    private const double FloatTolerance = 1e-5;

    private const double Penalty = 0.01;

    private static readonly ParallelOptions Parallel = new();

    private static readonly Gen<(int Samples, int Features, int Classes)> Shapes =
        from samples in Gen.Choose(1, 120)
        from features in Gen.Choose(1, 150)
        from classes in Gen.Choose(2, 35)
        select (samples, features, classes);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Loss_equals_the_plain_double_one_for_any_shape(bool isLogistic) => Check(shape =>
    {
        var (problem, loss, point) = Make(shape, isLogistic);
        return Math.Abs(loss.Evaluate(point, new double[point.Length]) - problem.Reference(point)) < FloatTolerance * (1 + problem.Reference(point));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradient_equals_central_differences_of_the_plain_double_loss(bool isLogistic) => Check(shape =>
    {
        var (problem, loss, point) = Make(shape, isLogistic);
        var gradient = new double[point.Length];
        loss.Evaluate(point, gradient);

        // Ten directions; an error of h^2 times a third derivative of about 1, or h where a second one jumps, and of 1e-16 / h.
        const double H = 1e-5;
        return Enumerable.Range(0, 10).All(i =>
        {
            var place = (int)((long)i * 7919 % point.Length);
            var (up, down) = (point.ToArray(), point.ToArray());
            up[place] += H;
            down[place] -= H;
            var expected = (problem.Reference(up) - problem.Reference(down)) / (2 * H);
            return Math.Abs(gradient[place] - expected) < 4 * FloatTolerance;
        });
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Loss_over_rows_equals_loss_over_features_and_so_do_gradients(bool isLogistic, bool standardize) => Check(shape =>
    {
        // At W = A^T X with any A, value, |gradient|^2 and what is made of it must agree.
        var problem = new Problem(shape, isLogistic, standardize);
        var hasMean = !isLogistic && !standardize;
        var gram = GramMatrix.Of(problem.Matrix, 64, Parallel, hasMean ? 1 : 0);
        if (hasMean)
            LinearFit.AddMean(gram, problem.Matrix.ProductsWithMean(Parallel), problem.Matrix.MeanSquare);
        var (overRows, overFeatures) = (new GramLoss(gram, problem.Loss, problem.Task, Parallel), new DirectLoss(problem.Matrix, problem.Loss, problem.Task, Parallel));
        var (n, count) = ((int)Math.Sqrt(gram.Length), problem.Loss.ColumnCount);
        var (half, random) = (n * count, new Random(3));
        var point = new double[overRows.Length];
        for (var i = 0; i < half; i++)
            point[i] = (float)(random.NextDouble() - 0.5) / shape.Features;
        for (var i = 0; i < half; i++)
        {
            for (var j = 0; j < n; j++)
                point[half + i] += gram[(i / count * n) + j] * point[(j * count) + (i % count)];
        }

        var intercepts = point.AsSpan(2 * half);
        for (var k = 0; k < count; k++)
            intercepts[k] = random.NextDouble();
        var solution = LinearResult.MapBack(problem.Matrix, new LinearSolution(point[..half], intercepts.ToArray(), 0, 0, true, 0), problem.Task, false, Parallel);
        double[] direct = [.. solution.Weights, .. solution.Intercepts];

        var (gradient, directGradient) = (new double[point.Length], new double[direct.Length]);
        var (value, directValue) = (overRows.Evaluate(point, gradient), overFeatures.Evaluate(direct, directGradient));
        var (squared, directSquared) = (overRows.InnerProduct(gradient, gradient), overFeatures.InnerProduct(directGradient, directGradient));
        return Math.Abs(value - directValue) < FloatTolerance * (1 + value)
            && Math.Abs(squared - directSquared) < 10 * FloatTolerance * (1 + squared)
            && Math.Abs(overRows.Gap(gradient) - overFeatures.Gap(directGradient)) < 100 * FloatTolerance * (1 + overRows.Gap(gradient));
    });

    private static (Problem Problem, DirectLoss Loss, double[] Point) Make((int Samples, int Features, int Classes) shape, bool isLogistic)
    {
        var problem = new Problem(shape, isLogistic, standardize: false);
        var loss = new DirectLoss(problem.Matrix, problem.Loss, problem.Task, Parallel);
        var random = new Random(2);
        var point = new double[loss.Length];
        for (var i = 0; i < point.Length; i++)
            point[i] = (float)((random.NextDouble() - 0.5) / Math.Sqrt(shape.Features));
        return (problem, loss, point);
    }

    private static void Check(Func<(int Samples, int Features, int Classes), bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Shapes.ToArbitrary(), property).Holds();

    /// <summary>Weighted rows under one of the two losses.</summary>
    private sealed class Problem
    {
        public const double InterceptScaling = 0.7;

        private readonly FeatureSet _set;
        private readonly bool _isLogistic;
        private readonly double[] _weights;

        public Problem((int Samples, int Features, int Classes) shape, bool isLogistic, bool standardize)
        {
            (_set, _isLogistic) = (TestFeatures.Make(shape.Samples, shape.Features, shape.Classes, seed: 1), isLogistic);
            _weights = [.. Enumerable.Range(0, shape.Samples).Select(i => 0.5 + (i % 3))];
            int[] labels = [.. _set.Labels];
            Loss = isLogistic
                ? new SoftmaxLoss(labels, _weights, shape.Classes)
                : new SquaredHingeLoss(new OneVersusRest(labels, _weights, null, shape.Classes));
            Task = new LinearTask
            {
                Penalty = Penalty,
                IsInterceptPenalized = !isLogistic,
                InterceptScaling = isLogistic ? 1 : InterceptScaling,
                Tolerance = 1e-6,
                MaxIterations = 10,
            };
            Matrix = new DesignMatrix(_set, FeatureScaling.None, inMemory: true);
            Matrix.Center(standardize);
            Matrix.Measure(Parallel);
        }

        public DesignMatrix Matrix { get; }

        public RowLoss Loss { get; }

        public LinearTask Task { get; }

        /// <summary>Mean loss and penalty in plain double loops, of features that are not standardised.</summary>
        public double Reference(double[] point)
        {
            var (count, width) = (Loss.ColumnCount, _set.FeatureCount);
            var intercepts = Enumerable.Range(0, count)
                .Select(k => Matrix.MapBack(point.AsSpan(k * width, width).ToArray(), point[^(count - k)])).ToArray();
            var sum = 0.0;
            for (var i = 0; i < _set.RowCount; i++)
            {
                var row = _set.Row(i).ToArray();
                var scores = Enumerable.Range(0, count).Select(k => intercepts[k] + row.Select((value, j) => value * point[(k * width) + j]).Sum()).ToArray();
                sum += _weights[i] * (_isLogistic ? CrossEntropy(scores, _set.Labels[i]) : SquaredHinge(scores, _set.Labels[i]));
            }

            var squares = point[..^count].Sum(value => value * value) + (_isLogistic ? 0 : intercepts.Sum(value => Math.Pow(value / InterceptScaling, 2)));
            return (sum / _set.RowCount) + (Penalty / 2 * squares);
        }

        private static double CrossEntropy(double[] scores, int label) =>
            scores.Max() + Math.Log(scores.Sum(score => Math.Exp(score - scores.Max()))) - scores[label];

        private double SquaredHinge(double[] scores, int label) => scores.Select((score, k) =>
            Math.Pow(Math.Max(0, 1 - (label == (_set.LabelNames.Length == 2 ? 1 : k) ? score : -score)), 2)).Sum();
    }
}
