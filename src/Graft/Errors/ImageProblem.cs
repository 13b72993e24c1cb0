namespace Graft;

/// <summary>Why an image cannot be read.</summary>
public enum ImageProblem
{
    /// <summary>It is damaged, incomplete, or of a form that is not supported.</summary>
    Damaged,

    /// <summary>It is not an image of a known kind, or empty.</summary>
    NoImage,

    /// <summary>It has more pixels, or bytes, than are allowed.</summary>
    TooLarge,

    /// <summary>There is no such file, or it may not be opened.</summary>
    Missing,
}
