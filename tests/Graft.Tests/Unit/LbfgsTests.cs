namespace Graft.Tests.Unit;

public sealed class LbfgsTests
{
    [Fact]
    public void An_ill_conditioned_quadratic_is_minimised()
    {
        var result = Lbfgs.Minimize(new Quadratic(condition: 1e3), tolerance: 1e-12, maxIterations: 1000);
        Assert.True(result.Converged);
        Assert.All(result.Point, value => Assert.Equal(1, value, 3));
    }

    [Fact]
    public void The_gap_it_reports_bounds_the_true_one()
    {
        var result = Lbfgs.Minimize(new Quadratic(condition: 100), tolerance: 1e-3, maxIterations: 1000);
        Assert.InRange((result.Value - Quadratic.Minimum) / result.Value, 0, result.RelativeGap);
    }

    /// <summary>Sum of d_i (x_i - 1)^2 / 2 plus a constant, with d from 1 to the condition number.</summary>
    private sealed class Quadratic(double condition) : ConvexProblem
    {
        public const double Minimum = 1;

        public override int Length => 50;

        public override double Gap(ReadOnlySpan<double> gradient) => InnerProduct(gradient, gradient) / 2;

        public override double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            var value = Minimum;
            for (var i = 0; i < Length; i++)
            {
                var curvature = Math.Pow(condition, i / (Length - 1.0));
                gradient[i] = curvature * (point[i] - 1);
                value += 0.5 * gradient[i] * (point[i] - 1);
            }

            return value;
        }
    }
}
