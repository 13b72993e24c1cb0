namespace Graft;

/// <summary>An image file cannot be read: it is missing, empty, damaged, too large or of a kind not known.</summary>
public sealed class ImageReadException : GraftException
{
    /// <summary>Makes the exception for the image at <paramref name="path"/>.</summary>
    /// <param name="path">The image, as the caller named it.</param>
    /// <param name="reason">What is wrong with it: half a sentence, without a full stop.</param>
    /// <param name="innerException">What was thrown by the decoder or the file system.</param>
    public ImageReadException(string path, string reason, Exception? innerException = null)
        : base($"Cannot read image '{path}': {reason}.", path, innerException) =>
        Reason = reason;

    /// <summary>What is wrong with it: half a sentence, without the path.</summary>
    public string Reason { get; }

    /// <summary>What kind of thing is wrong with it.</summary>
    public ImageProblem Problem { get; init; } = ImageProblem.Damaged;
}
