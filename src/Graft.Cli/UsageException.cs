namespace Graft.Cli;

/// <summary>Options that are right each by itself do not go together.</summary>
internal sealed class UsageException(string message) : Exception(message);
