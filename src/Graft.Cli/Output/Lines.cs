namespace Graft.Cli.Output;

/// <summary>Single lines of results and of remarks, whatever is in the names that they hold.</summary>
internal static class Lines
{
    /// <summary>A result.</summary>
    public static void Write(string line) => Console.Out.WriteLine(SafeText.Line(line));

    /// <summary>A remark or an error, which does not go where results go.</summary>
    public static void WriteError(string line) => Console.Error.WriteLine(SafeText.Line(line));
}
