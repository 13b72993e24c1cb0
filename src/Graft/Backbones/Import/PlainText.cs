namespace Graft;

/// <summary>Names out of a file of others, fit for a line of text.</summary>
internal static class PlainText
{
    private const int Longest = 80;

    /// <summary>Without control characters, and cut where it is long.</summary>
    public static string Of(string text)
    {
        var shown = text.Length > Longest ? $"{text[..Longest]}..." : text;
        return string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character));
    }
}
