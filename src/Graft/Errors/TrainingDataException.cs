namespace Graft;

/// <summary>The samples do not suffice for what is asked: one class only, a class too small to split, features not finite.</summary>
public sealed class TrainingDataException : GraftException
{
    /// <summary>Makes the exception.</summary>
    public TrainingDataException(string message)
        : base(message)
    {
    }
}
