using Graft.Hdf5;

namespace Graft;

/// <summary>A file whose rows lie in shards, one shard after the other, and that has everything else itself.</summary>
internal static class VirtualFile
{
    /// <param name="path">Where it will be.</param>
    /// <param name="shards">All shards, in order of their numbers.</param>
    /// <param name="options">What their rows are.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ShardFile> shards, Hdf5RowOptions options)
    {
        // The hash of the list is that of the rows' images in their order.
        if (shards[0].Part.Shard.By != ShardBy.Block)
            options = options with { InputsSha256 = "" };
        var columns = new RowFileColumns(options.OtherDatasets);
        foreach (var shard in shards)
            AddColumns(columns, shard, options);
        var regions = RowRegion.Of(options);
        using var output = new OutputFile(path, Superblock.IsHdf5);
        output.Write(_ => RowFileEnd.Write(
            output, regions.Select(region => region.Spec(options.ElementType.ToHdf5(), columns.Paths.Count) with { VirtualParts = Parts(path, shards, region.Name) }), RowFileDisk.RowsOffset, options, columns));
        output.Complete();
    }

    private static void AddColumns(RowFileColumns columns, ShardFile shard, Hdf5RowOptions options)
    {
        var (file, checksums) = (shard.File, shard.File.Checksums);
        for (var row = 0; row < file.Paths.Length; row++)
            columns.Add(file.Paths[row], file.Labels[row], checksums[row], options.RowLength);
        for (var other = 0; other < options.OtherDatasets.Length; other++)
        {
            foreach (var checksum in file.ChecksumsOf(options.OtherDatasets[other]))
                columns.AddOther(other, checksum);
        }
    }

    private static List<VirtualPart> Parts(string path, IReadOnlyList<ShardFile> shards, string dataset)
    {
        var parts = new List<VirtualPart>();
        var first = 0L;
        foreach (var shard in shards.Where(shard => shard.File.Paths.Length > 0))
        {
            parts.Add(new VirtualPart(RowPhotos.SourceFrom(path, Path.GetFullPath(shard.Path))!, dataset, first, shard.File.Paths.Length));
            first += shard.File.Paths.Length;
        }

        return parts;
    }
}
