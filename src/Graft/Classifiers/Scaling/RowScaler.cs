using System.Numerics.Tensors;

namespace Graft;

/// <summary>Carries out a <see cref="FeatureScaling"/> on feature rows, as <c>OnnxScaling</c> does in a graph.</summary>
internal sealed class RowScaler
{
    private RowScaler(FeatureScaling scaling, float[] center, float[] inverseScale) =>
        (Scaling, Center, InverseScale) = (scaling, center, inverseScale);

    /// <summary>Leaves rows as they are.</summary>
    public static RowScaler None { get; } = new(FeatureScaling.None, [], []);

    public FeatureScaling Scaling { get; }

    /// <summary>What is taken from each feature; empty unless standardised.</summary>
    public float[] Center { get; }

    /// <summary>What each feature is multiplied by after that; empty unless standardised.</summary>
    public float[] InverseScale { get; }

    /// <summary>A scaling that looks at one row alone.</summary>
    public static RowScaler ByRow(FeatureScaling scaling) => scaling switch
    {
        FeatureScaling.None => None,
        FeatureScaling.L2 or FeatureScaling.SqrtL2 => new(scaling, [], []),
        _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "Standardising needs the statistics of the training rows."),
    };

    /// <summary>Standardises with known statistics, float32 as they are stored.</summary>
    public static RowScaler Standardize(float[] center, float[] inverseScale) =>
        center.Length == inverseScale.Length
            ? new(FeatureScaling.Standardize, center, inverseScale)
            : throw new ArgumentException($"{center.Length} centres for {inverseScale.Length} scales.", nameof(center));

    /// <summary>Scales rows in place.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="featureCount">Values per row.</param>
    public void Apply(Span<float> rows, int featureCount)
    {
        for (var start = 0; Scaling != FeatureScaling.None && start < rows.Length; start += featureCount)
            Apply(rows.Slice(start, featureCount));
    }

    private void Apply(Span<float> row)
    {
        if (Scaling == FeatureScaling.Standardize)
        {
            TensorPrimitives.Subtract(row, Center, row);
            TensorPrimitives.Multiply(row, InverseScale, row);
            return;
        }

        if (Scaling == FeatureScaling.SqrtL2)
            SignedRoots(row);
        Divide(row, Math.Sqrt(DoubleSums.Squares(row)));
    }

    /// <summary>Scales a part of a row whose length as a whole is known; only where one row alone decides.</summary>
    public void Apply(Span<float> part, double length)
    {
        if (Scaling == FeatureScaling.SqrtL2)
            SignedRoots(part);
        Divide(part, length);
    }

    /// <summary>What <see cref="Apply(Span{float}, double)"/> divides by.</summary>
    public double LengthOf(ReadOnlySpan<float> row)
    {
        if (Scaling != FeatureScaling.SqrtL2)
            return Math.Sqrt(DoubleSums.Squares(row));
        var roots = row.ToArray();
        SignedRoots(roots);
        return Math.Sqrt(DoubleSums.Squares(roots));
    }

    private static void SignedRoots(Span<float> row)
    {
        foreach (ref var value in row)
            value = MathF.CopySign(MathF.Sqrt(MathF.Abs(value)), value);
    }

    // In double, so that neither the size of the values nor the length of the row matters.
    private static void Divide(Span<float> row, double length)
    {
        if (length == 0)
            return;
        foreach (ref var value in row)
            value = (float)(value / length);
    }
}
