namespace Graft;

/// <summary>A file that rows are read from, once and in order.</summary>
internal interface IRowSource : IDisposable
{
    RowTable Table { get; }

    /// <summary>Every file that is read, none of which may be written over.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Reads the next rows as their element type, little-endian.</summary>
    /// <param name="destination">A whole number of rows, no more than are left.</param>
    /// <exception cref="GraftException">The file is damaged.</exception>
    void Read(Span<byte> destination);
}
