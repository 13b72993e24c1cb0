namespace Graft;

/// <summary>A backbone cannot be loaded or run, or is not the one that a file asks for.</summary>
public sealed class BackboneException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public BackboneException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
