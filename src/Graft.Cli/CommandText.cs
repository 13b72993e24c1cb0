namespace Graft.Cli;

/// <summary>A command line as text that can be pasted into a shell.</summary>
internal static class CommandText
{
    /// <summary>Such as <c>graft train 'my photos.h5' --out m.onnx</c>.</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend("graft").Select(Quoted));

    /// <summary>An argument as POSIX shells read it: in single quotes, within which all but one stands for itself.</summary>
    public static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(IsPlain) ? argument : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || "-_./,:=+%@".Contains(character, StringComparison.Ordinal);
}
