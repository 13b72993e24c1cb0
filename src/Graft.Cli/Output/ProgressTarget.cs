namespace Graft.Cli.Output;

/// <summary>Where progress is shown, and by which clock.</summary>
/// <param name="Writer">Receives it.</param>
/// <param name="IsTerminal">Whether that can draw a line anew.</param>
/// <param name="Time">The clock.</param>
internal sealed record ProgressTarget(TextWriter Writer, bool IsTerminal, TimeProvider Time)
{
    /// <summary>Standard error.</summary>
    public static ProgressTarget StandardError => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>Columns of the terminal; null for as many as it has.</summary>
    public int? Columns { get; init; }
}
