namespace Graft;

/// <summary>A file to convert cannot be read, is of no known kind, or lacks what the other format needs.</summary>
public sealed class ConversionException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public ConversionException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
