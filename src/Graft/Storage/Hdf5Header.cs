using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// Looks at a file's superblock before PureHDF does, which never ends on a large file that is not HDF5 and does not
/// notice one that was cut off. HDF5 File Format Specification 3.0, section II.A.
/// </summary>
internal static class Hdf5Header
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a file that begins so is HDF5.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <exception cref="FeatureFileException">The file is not HDF5, of a later version, or shorter than it says.</exception>
    public static void Check(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[96];
        file.Position = 0;
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (!IsHdf5(start))
        {
            throw new FeatureFileException(
                start.IsEmpty ? $"'{path}' is empty; expected an HDF5 feature file." : $"'{path}' is not an HDF5 file; expected a feature file made by 'graft extract'.", path);
        }

        if (start.Length < 48)
            throw new FeatureFileException($"Feature file '{path}' was cut off: it has only {file.Length:N0} bytes. Extract it again.", path);
        // Where the end-of-file address stands, after the base address and one more.
        var position = start[8] switch
        {
            0 => 40,
            1 => 44,
            2 or 3 => 28,
            var version => throw new FeatureFileException($"'{path}' has HDF5 superblock version {version}; 0 to 3 are read.", path),
        };
        var offsetSize = start[start[8] < 2 ? 13 : 9];
        if (offsetSize != 8)
            throw new FeatureFileException($"'{path}' has HDF5 addresses of {offsetSize} bytes; 8 are read.", path);
        var end = start.Length < position + 8 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(start[position..]);
        if (end > (ulong)file.Length)
            throw new FeatureFileException($"Feature file '{path}' was cut off after {file.Length:N0} of {end:N0} bytes. Extract it again.", path);
    }
}
