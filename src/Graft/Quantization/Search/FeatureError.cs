namespace Graft;

/// <summary>How far features of a quantised network are from those of the network itself.</summary>
internal static class FeatureError
{
    /// <summary>|there - here| / |here|; for features that are all 0, 0 if the others are too, else 1.</summary>
    public static double Relative(ReadOnlySpan<float> here, ReadOnlySpan<float> there)
    {
        var (difference, length) = (0.0, 0.0);
        for (var i = 0; i < here.Length; i++)
        {
            difference += ((double)there[i] - here[i]) * ((double)there[i] - here[i]);
            length += (double)here[i] * here[i];
        }

        return length > 0 ? Math.Sqrt(difference / length) : difference > 0 ? 1 : 0;
    }

    /// <summary>The cosine of the angle between them; of a row that is all 0, 1 if the other is too, else 0.</summary>
    public static double Cosine(ReadOnlySpan<float> here, ReadOnlySpan<float> there)
    {
        var (product, left, right) = (0.0, 0.0, 0.0);
        for (var i = 0; i < here.Length; i++)
        {
            product += (double)here[i] * there[i];
            left += (double)here[i] * here[i];
            right += (double)there[i] * there[i];
        }

        return left > 0 && right > 0 ? Math.Min(1, product / Math.Sqrt(left * right)) : left == right ? 1 : 0;
    }
}
