namespace Graft.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int BadData = 1;
    public const int WrongUsage = 2;
    public const int Bug = 70;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Cancelled = 130;
}
