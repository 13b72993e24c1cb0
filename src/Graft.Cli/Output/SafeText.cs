using System.Globalization;
using System.Text;

namespace Graft.Cli.Output;

/// <summary>
/// Names and paths as harmless text. A file may hold any characters; those that steer a terminal, end a line or turn the order
/// of what follows around are shown as JSON writes them, such as <c>\u001b</c>.
/// </summary>
internal static class SafeText
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    /// <summary>A text as one line.</summary>
    public static string Line(string text) => Escape(text, NeedsEscape);

    /// <summary>
    /// A name beside which something else stands on the line, such as a number: on a terminal, names that are read from right
    /// to left are set apart, so that they leave the order of the rest alone. A pipe gets the name and nothing more.
    /// </summary>
    public static string Name(string text, bool isTerminal)
    {
        var line = Line(text);
        return isTerminal && line.EnumerateRunes().Any(IsRightToLeft) ? $"{FirstStrongIsolate}{line}{PopIsolate}" : line;
    }

    /// <summary>JSON whose strings hold no such character either; outside of strings there is none but the ends of lines.</summary>
    public static string Json(string json) => Escape(json, character => character is not ('\n' or '\r') && NeedsEscape(character));

    /// <summary>Half a surrogate pair is escaped too.</summary>
    private static string Escape(string text, Func<char, bool> needsEscape)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                escaped.Append(text[i]).Append(text[++i]);
            else if (char.IsSurrogate(text[i]) || needsEscape(text[i]))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else
                escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    /// <summary>Controls, the ends of lines and paragraphs that are none, and what embeds, overrides or isolates a direction.</summary>
    private static bool NeedsEscape(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>By block: those of Hebrew, Arabic and the scripts beside them, their presentation forms, and the right-to-left mark.</summary>
    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or 0x200F or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
