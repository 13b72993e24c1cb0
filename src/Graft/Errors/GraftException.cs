namespace Graft;

/// <summary>
/// Something the user can mend: bad data, a missing file, a full disk. The message is one line that says what was
/// found, where, and what to do. Mistakes of the calling program throw the framework's own exceptions instead.
/// </summary>
public class GraftException : Exception
{
    /// <summary>Makes an exception about the file or folder at <paramref name="path"/>, or about none.</summary>
    public GraftException(string message, string? path = null, Exception? innerException = null)
        : base(message, innerException) =>
        Path = path;

    /// <summary>The file or folder concerned, as the caller named it; null when there is none.</summary>
    public string? Path { get; }
}
