using System.Globalization;

namespace Graft;

/// <summary>Numbers of a page: all of a kind look the same.</summary>
internal static class NumberText
{
    /// <summary>Such as <c>95.3%</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}%");

    /// <summary>Such as <c>2.4</c>: a difference of two percentages.</summary>
    public static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}");

    /// <summary>Such as <c>+2.4</c>, <c>−0.6</c> and <c>±0.0</c>: a change of a percentage, in points.</summary>
    public static string Change(double share) => $"{(Points(Math.Abs(share)) == "0.0" ? "±" : share < 0 ? "−" : "+")}{Points(Math.Abs(share))}";

    /// <summary>Such as <c>0.4312</c>; of a loss that grows without bounds only its size.</summary>
    public static string Loss(double loss) => loss.ToString(Math.Abs(loss) < 1e5 ? "F4" : "0.0e0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>0.0010</c> and <c>0.00026</c>: two digits that count.</summary>
    public static string LearningRate(double rate)
    {
        if (rate == 0 || !(Math.Abs(rate) is > 1e-9 and < 1e9))
            return rate.ToString(rate == 0 ? "0" : "0.0e0", CultureInfo.InvariantCulture);
        return rate.ToString($"F{Math.Max(0, 1 - (int)Math.Floor(Math.Log10(Math.Abs(rate))))}", CultureInfo.InvariantCulture);
    }

    /// <summary>A probability of a test, such as <c>0.023</c> and <c>4.1e-7</c>.</summary>
    public static string PValue(double p) => p.ToString(p is 0 ? "0" : p < 0.001 ? "0.0e0" : "F3", CultureInfo.InvariantCulture);

    /// <summary>The same for those who do not know such numbers, such as <c>2 of 100</c>.</summary>
    public static string Chance(double p) => p switch
    {
        >= 0.0095 => $"{Math.Round(100 * p):F0} of 100",
        >= 0.00095 => $"{Math.Round(1000 * p):F0} of 1,000",
        _ => "fewer than 1 of 1,000",
    };

    /// <summary>Such as <c>1,360</c>.</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 photo</c> and <c>2 photos</c>.</summary>
    public static string Count(int count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>Every digit, for programs that read the page.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Exact(double)"/>
    public static string Exact(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
