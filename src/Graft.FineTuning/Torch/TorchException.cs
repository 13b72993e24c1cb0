namespace Graft;

/// <summary>PyTorch's native library is not there, or does not load.</summary>
public sealed class TorchException : GraftException
{
    /// <summary>Makes the exception.</summary>
    public TorchException(string message, Exception? innerException = null)
        : base(message, innerException: innerException)
    {
    }
}
