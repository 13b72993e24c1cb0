namespace Graft;

/// <summary>An image file cannot be read: it is missing, damaged, too large or of a kind not known.</summary>
public sealed class ImageReadException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public ImageReadException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
