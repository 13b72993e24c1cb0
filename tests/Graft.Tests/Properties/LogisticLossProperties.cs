using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class LogisticLossProperties
{
    // Products are float32 with features of about 1: 1e-6 of a sum of a few hundred terms, with a margin of ten.
    private const double FloatTolerance = 1e-5;

    private static readonly ParallelOptions Parallel = new();

    private static readonly Gen<(int Samples, int Features, int Classes)> Shapes =
        from samples in Gen.Choose(1, 120)
        from features in Gen.Choose(1, 150)
        from classes in Gen.Choose(2, 11)
        select (samples, features, classes);

    [Fact]
    public void Loss_equals_the_plain_double_one_for_any_shape() => Check(shape =>
    {
        var (set, loss, point) = Make(shape);
        return Math.Abs(loss.Evaluate(point, new double[point.Length]) - Reference(set, point, shape.Classes)) < FloatTolerance;
    });

    [Fact]
    public void Gradient_equals_central_differences_of_the_plain_double_loss() => Check(shape =>
    {
        var (set, loss, point) = Make(shape);
        var gradient = new double[point.Length];
        loss.Evaluate(point, gradient);

        // Ten directions; an error of h^2 times a third derivative of about 1, and of 1e-16 / h.
        const double H = 1e-5;
        return Enumerable.Range(0, 10).All(i =>
        {
            var place = (int)((long)i * 7919 % point.Length);
            var (up, down) = (point.ToArray(), point.ToArray());
            up[place] += H;
            down[place] -= H;
            var expected = (Reference(set, up, shape.Classes) - Reference(set, down, shape.Classes)) / (2 * H);
            return Math.Abs(gradient[place] - expected) < FloatTolerance;
        });
    });

    [Fact]
    public void Loss_over_samples_equals_loss_over_features_and_so_do_gradients() => Check(shape =>
    {
        // At W = A^T X with any A, value, |gradient|^2 and the intercept's gradient must agree.
        var set = TestFeatures.Make(shape.Samples, shape.Features, shape.Classes, seed: 1);
        var features = new CenteredFeatures(set, standardize: true, Parallel);
        var gram = GramMatrix.Of(features, Parallel);
        var loss = new GramLogisticLoss(gram, [.. set.Labels], shape.Classes, Penalty, Parallel);
        var direct = new LogisticLoss(features, [.. set.Labels], shape.Classes, Penalty, Parallel);
        var padded = MatrixKernels.Padded(shape.Classes);
        var (n, half) = (shape.Samples, shape.Samples * padded);
        var random = new Random(3);
        var point = new double[loss.Length];
        for (var i = 0; i < half; i++)
            point[i] = i % padded < shape.Classes ? (float)(random.NextDouble() - 0.5) / shape.Features : 0;
        for (var i = 0; i < half; i++)
        {
            for (var j = 0; j < n; j++)
                point[half + i] += gram[i / padded * n + j] * point[j * padded + i % padded];
        }

        for (var k = 0; k < shape.Classes; k++)
            point[2 * half + k] = random.NextDouble();
        var (coefficients, intercepts) = loss.Split(point);
        var weights = new double[shape.Classes * shape.Features];
        features.Combine([.. coefficients.Select(value => (float)value)], shape.Classes, weights, Parallel);
        double[] directPoint = [.. weights, .. intercepts[..shape.Classes]];

        var (gradient, directGradient) = (new double[point.Length], new double[directPoint.Length]);
        var (value, directValue) = (loss.Evaluate(point, gradient), direct.Evaluate(directPoint, directGradient));
        var (squared, directSquared) = (loss.InnerProduct(gradient, gradient), direct.InnerProduct(directGradient, directGradient));
        return Math.Abs(value - directValue) < FloatTolerance * (1 + value)
            && Math.Abs(squared - directSquared) < 10 * FloatTolerance * (1 + squared);
    });

    private const double Penalty = 0.01;

    private static (FeatureSet Set, LogisticLoss Loss, double[] Point) Make((int Samples, int Features, int Classes) shape)
    {
        var set = TestFeatures.Make(shape.Samples, shape.Features, shape.Classes, seed: 1);
        var features = new CenteredFeatures(set, standardize: false, Parallel);
        var loss = new LogisticLoss(features, [.. set.Labels], shape.Classes, Penalty, Parallel);
        var random = new Random(2);
        var point = new double[loss.Length];
        for (var i = 0; i < point.Length; i++)
            point[i] = (float)((random.NextDouble() - 0.5) / Math.Sqrt(shape.Features));
        return (set, loss, point);
    }

    private static double Reference(FeatureSet set, double[] point, int classes)
    {
        var features = new CenteredFeatures(set, standardize: false, Parallel);
        var intercepts = point[^classes..];
        for (var k = 0; k < classes; k++)
            intercepts[k] = features.MapBack(point.AsSpan(k * set.FeatureCount, set.FeatureCount).ToArray(), intercepts[k]);

        // With C = 1 / (penalty N) the objective is the mean loss divided by the penalty; two classes count twice.
        var c = (classes == 2 ? 2 : 1) / (Penalty * set.SampleCount);
        return ReferenceObjective.Of(set, point.AsSpan(..^classes), intercepts, c) / (c * set.SampleCount);
    }

    private static void Check(Func<(int Samples, int Features, int Classes), bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Shapes.ToArbitrary(), property).Holds();
}
