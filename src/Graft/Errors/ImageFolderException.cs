namespace Graft;

/// <summary>A folder, list or CSV file of images cannot be used: missing, empty, or with bad lines.</summary>
public sealed class ImageFolderException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public ImageFolderException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
