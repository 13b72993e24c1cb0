namespace Graft;

/// <summary>A file that rows are written to. Disposed without <see cref="Complete"/>, nothing is left.</summary>
internal interface IRowSink : IDisposable
{
    /// <summary>Writes the next rows.</summary>
    /// <param name="rows">A whole number of rows of the sink's element type, little-endian.</param>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    void Add(ReadOnlySpan<byte> rows);

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="OutputException">The disk is full or fails.</exception>
    void Complete();
}
