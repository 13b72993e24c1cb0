using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Graft.Tests.Support;

/// <summary>The documents of the repository, whose code must work.</summary>
internal static partial class Documents
{
    /// <summary>The code blocks of a language in a document.</summary>
    public static IEnumerable<string> Blocks(string document, string language) =>
        CodeBlock().Matches(File.ReadAllText(PathOf(document)))
            .Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value);

    /// <summary>Absolute path of a file or folder of the repository.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", relative));

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
