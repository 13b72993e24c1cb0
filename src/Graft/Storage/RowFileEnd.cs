using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Graft.Hdf5;

namespace Graft;

/// <summary>What stands behind the rows of a finished file: columns, class names and metadata.</summary>
internal static class RowFileEnd
{
    private const int Alignment = 8;

    /// <summary>Between superblock and rows.</summary>
    private const int SuperblockCopy = 2048;
    private const int PieceLength = 1 << 20;

    /// <summary>Writes it, leads the superblock there and cuts off what is left behind it.</summary>
    /// <param name="output">The file.</param>
    /// <param name="rows">The datasets of the rows, which are written.</param>
    /// <param name="position">Where they end.</param>
    /// <param name="options">What they are.</param>
    /// <param name="columns">What belongs to them.</param>
    public static void Write(OutputFile output, IEnumerable<DatasetSpec> rows, long position, Hdf5RowOptions options, RowFileColumns columns)
    {
        position = Pad(output.Stream, position);
        var specs = rows.ToList();
        foreach (var column in (RowColumn[])[.. columns.Finished(options.IsVariable), .. Positions(options, columns), .. RowFileColumns.Texts(FeatureFileNames.LabelNames, options.LabelNames)])
        {
            var checksum = WriteColumn(output.Stream, column, position, 0);
            specs.Add(column.At(position) with { Attributes = [AttributeSpec.Of(FeatureFileNames.Checksum, checksum)] });
            position = Pad(output.Stream, position + ((long)column.Count * column.Size));
        }

        var metadata = new MetadataBlock(position, Attributes(options, isFinished: true), specs);
        output.Sync();
        Publish(output, metadata, position + metadata.Length);
        output.Stream.SetLength(position + metadata.Length);
    }

    /// <summary>Writes the elements of a column from <paramref name="first"/> on, and returns their CRC-32.</summary>
    public static uint WriteColumn(Stream stream, RowColumn column, long address, int first)
    {
        var crc = new Crc32();
        var step = Math.Max(1, PieceLength / column.Size);
        for (; first < column.Count; first += step)
        {
            var bytes = column.Encode(first, Math.Min(step, column.Count - first));
            Write(stream, address + ((long)first * column.Size), bytes);
            crc.Append(bytes);
        }

        return crc.GetCurrentHashAsUInt32();
    }

    /// <summary>
    /// Writes metadata and, when they are safe, leads the superblock to them. A copy of it is made safe first, so that one
    /// of the two is whole even on a disk that writes half of it.
    /// </summary>
    public static void Publish(OutputFile output, MetadataBlock metadata, long end)
    {
        var superblock = MetadataBlock.Superblock(metadata.RootAddress, end);
        Write(output.Stream, metadata.Address, metadata.Written);
        Write(output.Stream, SuperblockCopy, superblock);
        output.Sync();
        Write(output.Stream, 0, superblock);
        output.Sync();
    }

    /// <summary>Puts the copy of the superblock in its place when that one is not whole.</summary>
    public static void RepairSuperblock(OutputFile output)
    {
        Span<byte> superblock = stackalloc byte[MetadataBlock.SuperblockLength];
        if (IsSuperblock(superblock[..RandomAccess.Read(output.Handle, superblock, 0)]))
            return;
        if (IsSuperblock(superblock[..RandomAccess.Read(output.Handle, superblock, SuperblockCopy)]))
        {
            Write(output.Stream, 0, superblock);
            output.Sync();
        }
    }

    public static List<AttributeSpec> Attributes(Hdf5RowOptions options, bool isFinished) =>
    [
        AttributeSpec.Of(FeatureFileNames.FormatVersion, FeatureFileNames.CurrentVersion),
        .. options.AllAttributes.Select(attribute => AttributeSpec.Of(attribute.Key, attribute.Value)),
        AttributeSpec.Of(FeatureFileNames.ToolVersion, GraftVersion.Text),
        isFinished ? AttributeSpec.Of(FeatureFileNames.Created, Timestamp.Now()) : AttributeSpec.Of(FeatureFileNames.Unfinished, 1),
        .. options.Part is not { } part ? Array.Empty<AttributeSpec>() : [AttributeSpec.Of(FeatureFileNames.ListSha256, part.Sha256), AttributeSpec.Of(FeatureFileNames.ListCount, part.Count)],
        .. options.InputsSha256.Length == 0 ? Array.Empty<AttributeSpec>() : [AttributeSpec.Of(FeatureFileNames.InputsSha256, options.InputsSha256)],
    ];

    public static long Align(long position, long unit) => (position + unit - 1) / unit * unit;

    /// <summary>Where in their list the images of a shard's rows are.</summary>
    private static RowColumn[] Positions(Hdf5RowOptions options, RowFileColumns columns)
    {
        if (options.Part is not { } part)
            return [];
        var positions = new int[columns.Paths.Count];
        // Rows come in the order of the inputs, some of which have none.
        for (var (row, input) = (0, 0); row < positions.Length; row++)
        {
            while (options.Inputs[input].Path != columns.Paths[row])
                input++;
            positions[row] = part.Positions[input];
        }

        return [new(FeatureFileNames.ListPositions, WriteType.Int32, positions.Length, (first, count) => MemoryMarshal.AsBytes(positions.AsSpan(first, count)).ToArray())];
    }

    /// <summary>Puts zeros up to where the next piece begins, over what an interrupted run may have left there.</summary>
    private static long Pad(Stream stream, long position)
    {
        var next = Align(position, Alignment);
        if (next > position)
            Write(stream, position, new byte[next - position]);
        return next;
    }

    private static bool IsSuperblock(ReadOnlySpan<byte> bytes) =>
        bytes.Length == MetadataBlock.SuperblockLength && Superblock.IsHdf5(bytes)
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) == Lookup3.Hash(bytes[..^4]);

    private static void Write(Stream stream, long position, ReadOnlySpan<byte> bytes)
    {
        stream.Position = position;
        stream.Write(bytes);
    }
}
