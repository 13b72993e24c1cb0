namespace Graft;

/// <summary>How a pack keeps images.</summary>
public enum ImageEncoding
{
    /// <summary>Pixels of one size, 8 bits of red, green and blue: read fastest.</summary>
    Raw,

    /// <summary>The files as they were, back to back: no quality lost, the size of the folder.</summary>
    Original,
}
