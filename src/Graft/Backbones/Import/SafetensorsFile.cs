using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Graft.Hdf5;
using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>
/// A safetensors file, open for reading: the length of a header, the header, and the values of all tensors behind
/// (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>Far beyond any real one, and little enough to parse.</summary>
    private const long LongestHeader = 8 << 20;

    private const int LongestPiece = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private SafetensorsFile(SafeFileHandle handle, string path)
    {
        (_handle, _path) = (handle, path);
        Length = RandomAccess.GetLength(handle);
        Span<byte> start = stackalloc byte[sizeof(ulong) + 1];
        if (Length < start.Length)
            throw Bad($"it has {Length:N0} bytes, too few for a header", path);
        Read(0, start);
        // Where no header begins, the length in front of it means nothing.
        if (start[^1] != (byte)'{')
            throw new BackboneException($"'{path}' is neither HDF5 (Keras) nor safetensors (torchvision, timm).", path);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > LongestHeader)
            throw Bad($"its header says it has {headerLength:N0} bytes; at most {LongestHeader:N0} are read", path);
        if (headerLength > (ulong)(Length - sizeof(ulong)))
            throw Bad($"its header says it has {headerLength:N0} bytes, more than the file behind it; it may have been cut off", path);
        var header = new byte[headerLength];
        Read(sizeof(ulong), header);
        var dataStart = sizeof(ulong) + (long)headerLength;
        (Entries, Metadata) = SafetensorsHeader.Read(header, Length - dataStart, dataStart, path);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Its tensors, in the order of their values.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Texts that it says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="BackboneException">It breaks the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new SafetensorsFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The values of a tensor as bytes of float32.</summary>
    public byte[] ReadFloats(SafetensorsEntry entry, NumberFormat format)
    {
        var size = format switch
        {
            NumberFormat.Float64 => sizeof(double),
            NumberFormat.Float32 => sizeof(float),
            _ => sizeof(ushort),
        };
        var floatsLength = entry.Length / size * sizeof(float);
        if (floatsLength > Array.MaxLength)
            throw Bad($"the tensor '{PlainText.Of(entry.Name)}' has {entry.Length:N0} bytes, too many to be read", _path);
        var result = GC.AllocateUninitializedArray<byte>((int)floatsLength);
        if (format == NumberFormat.Float32)
        {
            Read(entry.Start, result);
            return result;
        }

        // In pieces, so that the whole tensor is in memory only once.
        var floats = MemoryMarshal.Cast<byte, float>(result.AsSpan());
        var piece = new byte[(int)Math.Min(LongestPiece, entry.Length)];
        for (var offset = 0L; offset < entry.Length; offset += piece.Length)
        {
            var part = piece.AsSpan(0, (int)Math.Min(piece.Length, entry.Length - offset));
            Read(entry.Start + offset, part);
            NumberConversion.ToSingle(part, format, floats.Slice((int)(offset / size), part.Length / size));
        }

        return result;
    }

    public void Dispose() => _handle.Dispose();

    internal static BackboneException Bad(string what, string path, Exception? inner = null) =>
        new($"Cannot read '{path}' as safetensors: {what}. Download the file again.", path, inner);

    private void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
                throw Bad($"it was cut off at {offset:N0} while it was read", _path);
            destination = destination[read..];
            offset += read;
        }
    }
}
