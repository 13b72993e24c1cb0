namespace Graft;

/// <summary>A finished shard, open.</summary>
/// <param name="Path">The file.</param>
/// <param name="File">Its rows.</param>
/// <param name="Part">Which shard of which list.</param>
/// <param name="Options">What its rows are.</param>
internal sealed record ShardFile(string Path, FinishedFile File, ListPart Part, Hdf5RowOptions Options) : IDisposable
{
    /// <summary>Opens a file and sees whether it is a shard, and holds what belongs to one.</summary>
    /// <exception cref="FeatureFileException">It is damaged, or no shard.</exception>
    public static ShardFile Open(string path)
    {
        var file = FinishedFile.Open(path);
        try
        {
            if (file.Part is not { } part)
                throw new FeatureFileException($"'{path}' is no shard; 'graft extract --shard' makes one.", path);
            if (Flaw(file, part) is { } flaw)
                throw new FeatureFileException($"'{path}' {flaw}.", path);
            return new ShardFile(path, file, part, file.RowOptions);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>In which way it does not go with another; null when it does.</summary>
    public string? DifferenceTo(ShardFile other)
    {
        const string there = "in the others";
        if (Part.Shard.Count != other.Part.Shard.Count || Part.Shard.By != other.Part.Shard.By)
            return $"it is shard {Part.Shard} by {Part.Shard.Division}, and the others are of {other.Part.Shard.Count} by {other.Part.Shard.Division}";
        if (Part.Count != other.Part.Count)
            return $"it was made of a list of {Part.Count:N0} images, and the others of one of {other.Part.Count:N0}";
        // Without the attributes of the shard, which differ in number.
        if (File.DifferenceTo(other.Options with { Part = Part }, there) is { } difference)
            return difference;
        if (!Options.LabelNames.SequenceEqual(other.Options.LabelNames))
            return $"its {Options.LabelNames.Length:N0} class names are not the {other.Options.LabelNames.Length:N0} of the others";
        return Part.Sha256 != other.Part.Sha256 ? "it was made of another list of as many images as the others" : null;
    }

    public void Dispose() => File.Dispose();

    /// <summary>What is wrong with its rows; null when nothing is.</summary>
    private static string? Flaw(FinishedFile file, ListPart part)
    {
        // Positions mostly rise; where images were added later, they begin anew.
        HashSet<int>? taken = null;
        for (var row = 0; row < part.Positions.Length; row++)
        {
            if (!part.Shard.Holds(file.Paths[row], part.Positions[row], part.Count))
                return $"has a row for '{file.Paths[row]}', which does not belong to shard {part.Shard} by {part.Shard.Division}";
            if (taken is null && row > 0 && part.Positions[row] <= part.Positions[row - 1])
                taken = [.. part.Positions[..row]];
            if (taken?.Add(part.Positions[row]) == false)
                return $"has two rows for image {part.Positions[row]} of its list";
        }

        return null;
    }
}
