using System.Globalization;
using System.Text;

namespace Graft;

/// <summary>Text of users, made fit for a page: names and paths may hold anything.</summary>
internal static class PageText
{
    private const char ControlPictures = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Replacement = '\uFFFD';
    private const char IsolateStart = '\u2068';
    private const char IsolateEnd = '\u2069';

    /// <summary>The text without what no page may hold: control characters become their pictures, halves of characters U+FFFD.</summary>
    public static string Clean(string text)
    {
        if (!NeedsCleaning(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value switch
            {
                < ' ' => $"{(char)(ControlPictures + rune.Value)}",
                0x7F => $"{DeletePicture}",
                >= 0x80 and < 0xA0 => $"{Replacement}",
                _ when (rune.Value & 0xFFFE) == 0xFFFE => $"{Replacement}",
                _ => rune.ToString(),
            });
        }

        return clean.ToString();
    }

    /// <summary>Clean, and with the characters that mean something in HTML written as references.</summary>
    public static string Escape(string text) => Clean(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    /// <summary>A name within a line that has no elements, so that one written from right to left does not turn its neighbours round.</summary>
    public static string Isolate(string name) => $"{IsolateStart}{name}{IsolateEnd}";

    /// <summary>The text, cut off with an ellipsis where it is wider than so many letters.</summary>
    public static string Shorten(string text, double letters)
    {
        text = Clean(text);
        if (Letters(text) <= letters)
            return text;
        var kept = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        for (double width = 1; elements.MoveNext() && (width += Letters(elements.GetTextElement())) <= letters;)
            kept.Append(elements.GetTextElement());
        return $"{kept.ToString().TrimEnd()}…";
    }

    /// <summary>About how wide a text is, in average Latin letters: no font is asked, so that every machine gives the same page.</summary>
    public static double Letters(string text)
    {
        double width = 0;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            width += LettersOf(Rune.GetRuneAt(elements.GetTextElement(), 0));
        return width;
    }

    private static double LettersOf(Rune first) => first.Value switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or 'I' or '.' or ',' or '\'' or '|' => 0.55,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 1.5,
        // East Asian scripts and emoji.
        (>= 0x1100 and < 0x1200) or (>= 0x2E80 and < 0xD800) or (>= 0xF900 and < 0xFB00) or (>= 0xFE30 and < 0xFE50) or (>= 0xFF00 and < 0xFF61) or >= 0x1F000 => 2,
        _ => 1,
    };

    private static bool NeedsCleaning(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || char.IsSurrogate(text[i]) || text[i] >= '\uFFFE')
                return true;
        }

        return false;
    }
}
