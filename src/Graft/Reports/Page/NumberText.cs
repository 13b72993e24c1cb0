using System.Globalization;

namespace Graft;

/// <summary>Numbers of a page: all of a kind look the same.</summary>
internal static class NumberText
{
    /// <summary>Such as <c>95.3%</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}%");

    /// <summary>Such as <c>2.4</c>: a difference of two percentages.</summary>
    public static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}");

    /// <summary>Such as <c>1,360</c>.</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 photo</c> and <c>2 photos</c>.</summary>
    public static string Count(int count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>Every digit, for programs that read the page.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Exact(double)"/>
    public static string Exact(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
