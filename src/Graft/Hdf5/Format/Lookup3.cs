using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Hdf5;

/// <summary>
/// The checksum of HDF5's metadata: Bob Jenkins' hash lookup3 ("hashlittle", public domain, 2006) with initial value 0, as
/// the HDF5 File Format Specification 3.0 names it.
/// </summary>
internal static class Lookup3
{
    /// <summary>Checks a block whose last four bytes are the checksum of the others.</summary>
    public static void Check(ReadOnlySpan<byte> block, long address)
    {
        if (block.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]) != Hash(block[..^4]))
            throw Hdf5Exception.Damaged($"the checksum of the metadata at {address:N0} is wrong");
    }

    public static uint Hash(ReadOnlySpan<byte> data)
    {
        var (a, b, c) = (0xDEADBEEF + (uint)data.Length, 0xDEADBEEF + (uint)data.Length, 0xDEADBEEF + (uint)data.Length);
        while (data.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(data);
            b += BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
            data = data[12..];
        }

        if (data.IsEmpty)
            return c;
        // The rest, up to 12 bytes, as if zeros followed.
        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        data.CopyTo(rest);
        a += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        b += BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        return c;
    }
}
