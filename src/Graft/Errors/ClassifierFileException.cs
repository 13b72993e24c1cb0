namespace Graft;

/// <summary>An ONNX file is not a classifier that Graft wrote, or is damaged.</summary>
public sealed class ClassifierFileException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public ClassifierFileException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
