namespace Graft;

/// <summary>A smooth, strongly convex function of a vector, and the inner product its gradient belongs to.</summary>
internal abstract class ConvexProblem
{
    /// <summary>Length of a point and of a gradient.</summary>
    public abstract int Length { get; }

    /// <summary>The value at <paramref name="point"/>; the gradient there overwrites <paramref name="gradient"/>.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>
    /// How far the value may be above the minimum where <see cref="Evaluate"/> was last called: at most
    /// |gradient|^2 / (2 m) for a function whose curvature is at least m (Nesterov 2004, theorem 2.1.10).
    /// </summary>
    public abstract double Gap(ReadOnlySpan<double> gradient);

    /// <summary>The inner product of two vectors; the plain dot product unless overridden.</summary>
    public virtual double InnerProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => VectorMath.Dot(a, b);
}
