using System.Text;

namespace Graft.Cli;

/// <summary>The program <c>graft</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        // Class names and paths are any Unicode, whatever the terminal's locale; without a byte order mark for pipes.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return CommandLine.RunAsync(arguments);
    }
}
