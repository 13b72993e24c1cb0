namespace Graft;

/// <summary>One of several choices in the metadata of a classifier file.</summary>
internal static class ChoiceText
{
    /// <param name="key">Where it stands.</param>
    /// <param name="text">What stands there; null for nothing.</param>
    /// <exception cref="FormatException">It is none of the choices.</exception>
    public static T Parse<T>(string key, string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw new FormatException($"its '{key}' is '{text}'");
}
