using System.Collections.Immutable;
using System.Globalization;

namespace Graft.Cli.Commands;

/// <summary>
/// Values of an option, as a user writes them: <c>1</c>, <c>0.1,1,10</c>, <c>0.001..1000</c> (from the first in steps of 10)
/// or <c>0.001..1000:13</c> (13 of them, each the same factor apart).
/// </summary>
internal static class GridText
{
    private const int MostPoints = 1000;
    private const string Range = "..";

    /// <param name="text">What was written.</param>
    /// <param name="rule">What must hold and does not, as it ends the sentence "Option '--x' ..."; null when all is well.</param>
    /// <returns>The values, each once, in ascending order.</returns>
    public static ImmutableArray<double> Parse(string text, out string? rule)
    {
        var values = new SortedSet<double>();
        foreach (var item in text.Split(','))
        {
            rule = item.Contains(Range, StringComparison.Ordinal) ? AddRange(item, values) : AddNumber(item, values);
            if (rule is not null)
                return [];
        }

        rule = null;
        return [.. values];
    }

    private static string? AddNumber(string item, SortedSet<double> values)
    {
        if (item.Length == 0)
            return "must have a number before and after every comma";
        if (Number(item) is not { } value)
            return "must be numbers greater than 0, such as 1 or 0.1,1,10 or 0.001..1000";
        values.Add(value);
        return null;
    }

    private static string? AddRange(string item, SortedSet<double> values)
    {
        var ends = item.Split(Range);
        var (high, count) = ends[^1].Split(':') switch { [var only] => (only, null), [var end, var points] => (end, points), _ => ("", null) };
        if (ends.Length != 2 || Number(ends[0]) is not { } from || Number(high) is not { } to)
            return "must have numbers greater than 0 at both ends of a range, such as 0.001..1000 or 0.001..1000:13";
        if (from > to)
            return "has a range without a point in it, since it ends below its beginning";
        if (count is null)
        {
            for (var (step, value) = (0, from); value / (1 + 1e-9) <= to && double.IsFinite(value); value = Rounded(from * Math.Pow(10, ++step), 12))
                values.Add(value);
            return null;
        }

        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var pointCount) || pointCount is < 2 or > MostPoints)
            return $"must have from 2 to {MostPoints:N0} points in a range";
        for (var i = 0; i < pointCount; i++)
            values.Add(i == 0 ? from : i == pointCount - 1 ? to : Rounded(from * Math.Pow(to / from, (double)i / (pointCount - 1)), 6));
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value > 0 ? value : null;

    /// <summary>Rounded to so many digits, so that a value of the table can be typed.</summary>
    private static double Rounded(double value, int digits) =>
        double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
