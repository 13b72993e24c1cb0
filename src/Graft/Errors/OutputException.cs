namespace Graft;

/// <summary>A result cannot be written: the folder is missing or not writable, or the disk is full.</summary>
public sealed class OutputException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public OutputException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
