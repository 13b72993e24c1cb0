namespace Graft.Hdf5;

/// <summary>Rows of a virtual dataset that are all rows of a dataset in another file.</summary>
/// <param name="FileName">The file, as seen from the folder of the virtual one.</param>
/// <param name="Dataset">Name of the dataset at its root, which is that of the virtual one.</param>
/// <param name="FirstRow">Where they begin in the virtual dataset.</param>
/// <param name="RowCount">How many there are, at least 1.</param>
internal sealed record VirtualPart(string FileName, string Dataset, long FirstRow, long RowCount)
{
    private const uint Hyperslab = 2;

    /// <summary>
    /// The list of parts as it lies in a heap. HDF5 File Format Specification 3.0, sections IV.A.2.i, "Virtual Storage", and
    /// VIII.D, version 1 of a selection, which every library that knows virtual datasets reads.
    /// </summary>
    /// <param name="parts">The parts.</param>
    /// <param name="shape">Of the virtual dataset.</param>
    public static byte[] List(IReadOnlyList<VirtualPart> parts, long[] shape)
    {
        var bytes = new Hdf5Bytes().Byte(0).Int64(parts.Count);
        foreach (var part in parts)
        {
            bytes.Text(part.FileName).Byte(0).Text(part.Dataset).Byte(0);
            AddRows(bytes, 0, part.RowCount, shape);
            AddRows(bytes, part.FirstRow, part.RowCount, shape);
        }

        return bytes.Checksum().Written.ToArray();
    }

    /// <summary>One block: its first corner, and its last.</summary>
    private static void AddRows(Hdf5Bytes bytes, long first, long count, long[] shape)
    {
        bytes.UInt32(Hyperslab).UInt32(1).UInt32(0).UInt32((uint)(8 + (8 * shape.Length))).UInt32((uint)shape.Length).UInt32(1).UInt32(checked((uint)first));
        foreach (var _ in shape[1..])
            bytes.UInt32(0);
        bytes.UInt32(checked((uint)(first + count - 1)));
        foreach (var side in shape[1..])
            bytes.UInt32(checked((uint)(side - 1)));
    }
}
