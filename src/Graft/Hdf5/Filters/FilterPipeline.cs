using System.Buffers;
using System.Text;

namespace Graft.Hdf5;

/// <summary>One step on the way of a chunk to the file.</summary>
internal sealed record Filter(int Id, string Name, uint[] Parameters);

/// <summary>
/// What was done to chunks before they were written, and how to undo it. HDF5 File Format Specification 3.0, section
/// IV.A.2.l.
/// </summary>
internal sealed class FilterPipeline
{
    private const int MaxFilters = 32;

    private FilterPipeline(IReadOnlyList<Filter> filters) => Filters = filters;

    public static FilterPipeline None { get; } = new([]);

    /// <summary>In the order in which they were applied.</summary>
    public IReadOnlyList<Filter> Filters { get; }

    public bool IsEmpty => Filters.Count == 0;

    public static FilterPipeline Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        var (version, count) = (cursor.Byte(), cursor.Byte());
        if (version is not (1 or 2))
            throw Hdf5Exception.Unsupported($"a list of filters has version {version}; 1 and 2 are read");
        if (count > MaxFilters)
            throw Hdf5Exception.Damaged($"chunks have {count} filters");
        if (version == 1)
            cursor.Skip(6);
        var filters = new Filter[count];
        foreach (ref var filter in filters.AsSpan())
            filter = ParseFilter(ref cursor, version);
        return new FilterPipeline(filters);
    }

    /// <summary>Makes sure, before room is made for them, that a chunk can hold as many bytes as it must.</summary>
    /// <param name="stored">Bytes in the file.</param>
    /// <param name="mask">A bit for each filter that was left out for this chunk.</param>
    /// <param name="length">Bytes that must come out.</param>
    public void CheckLength(long stored, uint mask, int length)
    {
        var most = (UInt128)stored;
        for (var i = 0; i < Filters.Count; i++)
            most *= IsApplied(i, mask) ? MaxRatio(Filters[i]) : 1;
        if (most < (ulong)length)
            throw Hdf5Exception.Damaged($"a chunk has {stored:N0} bytes, too few to unpack to {length:N0}");
    }

    /// <summary>Undoes all filters.</summary>
    /// <param name="stored">The chunk as it lies in the file.</param>
    /// <param name="mask">A bit for each filter that was left out for this chunk.</param>
    /// <param name="destination">Exactly as many bytes as must come out.</param>
    public void Decode(ArraySegment<byte> stored, uint mask, Span<byte> destination)
    {
        var first = Enumerable.Range(0, Filters.Count).FirstOrDefault(i => IsApplied(i, mask));
        var rented = new List<byte[]>();
        try
        {
            var data = stored;
            for (var i = Filters.Count - 1; i >= 0; i--)
            {
                if (!IsApplied(i, mask))
                    continue;
                if (Filters[i].Id == FilterIds.Fletcher32)
                {
                    data = data[..Fletcher32Filter.Check(data)];
                }
                else if (i == first)
                {
                    CheckDecoded(Decode(data, destination, Filters[i]), destination.Length);
                    return;
                }
                else
                {
                    rented.Add(ArrayPool<byte>.Shared.Rent(destination.Length + (Filters.Count * Fletcher32Filter.Length)));
                    data = new ArraySegment<byte>(rented[^1], 0, Decode(data, rented[^1], Filters[i]));
                }
            }

            CheckDecoded(data.Count, destination.Length);
            data.AsSpan().CopyTo(destination);
        }
        finally
        {
            rented.ForEach(buffer => ArrayPool<byte>.Shared.Return(buffer));
        }
    }

    public override string ToString() => string.Join(", ", Filters.Select(filter => filter.Name));

    private static bool IsApplied(int filter, uint mask) => (mask & 1u << filter) == 0;

    private static void CheckDecoded(int length, int expected)
    {
        if (length != expected)
            throw Hdf5Exception.Damaged($"a chunk has {length:N0} bytes instead of {expected:N0}");
    }

    private static int Decode(ArraySegment<byte> data, Span<byte> output, Filter filter) => filter.Id switch
    {
        FilterIds.Deflate => DeflateFilter.Decode(data, output),
        FilterIds.Shuffle => ShuffleFilter.Decode(data, output, filter.Parameters is [var size, ..] ? (int)Math.Clamp(size, 1, int.MaxValue) : 1),
        FilterIds.Lzf => LzfFilter.Decode(data, output),
        _ => throw Unsupported(filter),
    };

    /// <summary>How many bytes a byte may unpack to.</summary>
    private static uint MaxRatio(Filter filter) => filter.Id switch
    {
        FilterIds.Deflate => DeflateFilter.MaxRatio,
        FilterIds.Lzf => LzfFilter.MaxRatio,
        FilterIds.Shuffle or FilterIds.Fletcher32 => 1,
        _ => throw Unsupported(filter),
    };

    private static Hdf5Exception Unsupported(Filter filter) => Hdf5Exception.Unsupported(
        $"its values are compressed with {filter.Name}, which is not read (gzip, shuffle, LZF and Fletcher-32 are); 'h5repack -f NONE' rewrites it");

    private static Filter ParseFilter(ref Hdf5Cursor cursor, int version)
    {
        int id = cursor.UInt16();
        int nameLength = version == 1 || id >= 256 ? cursor.UInt16() : 0;
        cursor.Skip(2);
        int count = cursor.UInt16();
        var name = Encoding.UTF8.GetString(cursor.Bytes(nameLength).TrimEnd((byte)0));
        if (version == 1)
            cursor.Skip((8 - (nameLength % 8)) % 8);
        var parameters = new uint[count];
        foreach (ref var parameter in parameters.AsSpan())
            parameter = cursor.UInt32();
        if (version == 1 && count % 2 != 0)
            cursor.Skip(4);
        return new Filter(id, FilterIds.NameOf(id, name), parameters);
    }
}
