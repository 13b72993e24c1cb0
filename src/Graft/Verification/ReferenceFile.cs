using System.Buffers.Binary;

namespace Graft;

/// <summary>A file of float32 values, little-endian, without a header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Stage">What it holds: <c>in</c>, <c>feat</c>, <c>prob</c> or the name of a layer.</param>
internal sealed record ReferenceFile(string Path, string Stage)
{
    /// <summary>Reads it. Nothing is read, and no memory taken, unless it has the length that it must.</summary>
    /// <param name="count">Values that it must hold.</param>
    /// <param name="owner">Whose these are, to be followed by "has so many".</param>
    /// <exception cref="BackboneException">It cannot be read, has another length, or holds values that are not finite.</exception>
    public float[] Read(int count, string owner)
    {
        var bytes = ReadBytes(count, owner);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            if (!float.IsFinite(values[i]))
                throw new BackboneException($"'{Path}' holds {(float.IsNaN(values[i]) ? "NaN" : "an infinite value")} at place {i:N0}, so nothing can be held against it. Make it anew.", Path);
        }

        return values;
    }

    /// <exception cref="BackboneException">It cannot be read, or has another length.</exception>
    public void CheckLength(int count, string owner) => Open(count, owner).Dispose();

    private byte[] ReadBytes(int count, string owner)
    {
        using var file = Open(count, owner);
        try
        {
            var bytes = new byte[count * (long)sizeof(float)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    private FileStream Open(int count, string owner)
    {
        FileStream? file = null;
        try
        {
            file = File.OpenRead(Path);
            if (file.Length == (long)count * sizeof(float))
                return file;
            var found = file.Length % sizeof(float) == 0 ? $"{file.Length / sizeof(float):N0} float32 values" : $"{file.Length:N0} bytes, which are not whole float32 values";
            file.Dispose();
            throw new BackboneException($"'{Path}' holds {found}; {owner} has {count:N0}.", Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw Unreadable(e);
        }
    }

    private BackboneException Unreadable(Exception e) => new($"Cannot read the reference '{Path}': {e.Message.TrimEnd('.')}.", Path, e);
}
