namespace Graft.Hdf5;

/// <summary>The index of chunks of a dataset that cannot grow. HDF5 File Format Specification 3.0, section VII.C.</summary>
internal static class FixedArray
{
    private const int HeaderLength = 28;

    public static List<ChunkPlace?> Read(Hdf5Source source, long address, bool isFiltered, int chunkLength)
    {
        var header = new Hdf5Cursor(source.ReadChecked(address, HeaderLength, "FAHD"u8));
        header.Skip(5);
        int clientId = header.Byte();
        var elements = ChunkElements.Check(isFiltered, header.Byte(), chunkLength, clientId);
        int pageBits = header.Byte();
        var count = header.Length();
        var block = header.Address();
        var places = new List<ChunkPlace?>();
        if (block == Hdf5Cursor.Undefined)
            return places;
        if (pageBits > 40 || count > source.Size / elements.EntrySize)
            throw Hdf5Exception.Damaged("an array of chunks has impossible sizes");
        const int prefixLength = 4 + 1 + 1 + 8;
        var pageCount = 1L << pageBits;
        if (count <= pageCount)
        {
            var data = source.ReadChecked(block, prefixLength + (count * elements.EntrySize) + 4, "FADB"u8);
            elements.AddTo(places, data.AsSpan(prefixLength), count);
            return places;
        }

        var pages = (count + pageCount - 1) / pageCount;
        var bitmapLength = (pages + 7) / 8;
        var prefix = source.ReadChecked(block, prefixLength + bitmapLength + 4, "FADB"u8);
        var pageAddress = block + prefix.Length;
        for (long page = 0; page < pages; page++)
        {
            var inPage = Math.Min(pageCount, count - (page * pageCount));
            // Pages that were never written have their room, but no content.
            if ((prefix[(int)(prefixLength + (page / 8))] & (0x80 >> (int)(page % 8))) != 0)
            {
                var data = source.ReadBlock(pageAddress, (inPage * elements.EntrySize) + 4);
                Lookup3.Check(data, pageAddress);
                elements.AddTo(places, data, inPage);
            }
            else
            {
                places.AddRange(Enumerable.Repeat<ChunkPlace?>(null, (int)inPage));
            }

            pageAddress += (inPage * elements.EntrySize) + 4;
        }

        return places;
    }
}
