using Microsoft.Win32.SafeHandles;

namespace Graft.Hdf5;

/// <summary>
/// The bytes of an HDF5 file by address. Every read is checked against the length, so that nothing in the file can lead
/// outside it, and is a positioned one, so that many threads may read at once.
/// </summary>
internal sealed class Hdf5Source : IDisposable
{
    private readonly bool _leavesOpen;

    public Hdf5Source(string path)
        // Others may read; nobody may write or truncate while we do, where the system can hold them off.
        : this(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), path, leavesOpen: false)
    {
    }

    public Hdf5Source(SafeFileHandle handle, string path, bool leavesOpen)
    {
        (Handle, Path, _leavesOpen) = (handle, path, leavesOpen);
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Where address 0 lies: behind the user block.</summary>
    public long BaseAddress { get; set; }

    /// <summary>Bytes that can be addressed.</summary>
    public long Size => Length - BaseAddress;

    /// <summary>Makes sure, before room is made for them, that the file has these bytes, and that an array can hold them.</summary>
    public void CheckRange(long address, long length)
    {
        if (address < 0 || address > Size || length < 0 || length > Size - address || length > Array.MaxLength)
            throw Hdf5Exception.Damaged($"it refers to {length:N0} bytes at {address:N0}, past its end at {Size:N0}");
    }

    public void Read(long address, Span<byte> destination)
    {
        CheckRange(address, destination.Length);
        var offset = BaseAddress + address;
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(Handle, destination, offset);
            if (read == 0)
                throw Hdf5Exception.Damaged($"it was cut off at {offset:N0} while it was read");
            destination = destination[read..];
            offset += read;
        }
    }

    public byte[] ReadBlock(long address, long length)
    {
        CheckRange(address, length);
        var block = GC.AllocateUninitializedArray<byte>((int)length);
        Read(address, block);
        return block;
    }

    /// <summary>Reads a block that begins with <paramref name="signature"/> and ends with a checksum, and checks both.</summary>
    public byte[] ReadChecked(long address, long length, ReadOnlySpan<byte> signature)
    {
        var block = ReadBlock(address, length);
        CheckSignature(block, signature, address);
        Lookup3.Check(block, address);
        return block;
    }

    public static void CheckSignature(ReadOnlySpan<byte> block, ReadOnlySpan<byte> signature, long address)
    {
        if (!block.StartsWith(signature))
            throw Hdf5Exception.Damaged($"there is no '{System.Text.Encoding.ASCII.GetString(signature)}' block at {address:N0}");
    }

    public void Dispose()
    {
        if (!_leavesOpen)
            Handle.Dispose();
    }
}
