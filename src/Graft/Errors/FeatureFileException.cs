namespace Graft;

/// <summary>An HDF5 feature file cannot be read, or does not hold what it must.</summary>
public sealed class FeatureFileException : GraftException
{
    /// <summary>Makes the exception for the file or folder at <paramref name="path"/>.</summary>
    public FeatureFileException(string message, string? path = null, Exception? innerException = null)
        : base(message, path, innerException)
    {
    }
}
