using System.Globalization;

namespace Graft.Cli.Commands;

/// <summary>An amount of memory, as a user writes it: <c>300MB</c>, <c>1.5GiB</c>, <c>300000000</c>, or <c>50%</c> of the machine's.</summary>
internal static class SizeText
{
    private static readonly (string Ending, double Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1), ("%", 0),
    ];

    /// <returns>Bytes, at least 1; null when the text is none of this.</returns>
    public static long? Parse(string text)
    {
        var (ending, unit) = Units.FirstOrDefault(unit => text.EndsWith(unit.Ending, StringComparison.OrdinalIgnoreCase), ("", 1));
        if (!double.TryParse(text[..^ending.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var bytes = ending == "%" ? number is > 0 and <= 100 ? number / 100 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : 0 : number * unit;
        return bytes is >= 1 and < 1e18 ? (long)bytes : null;
    }
}
