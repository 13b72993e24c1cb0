namespace Graft;

/// <summary>Reads the headers of the photos that rows were made of.</summary>
internal static class PhotoFiles
{
    /// <returns>What was found, and why nothing or not everything was.</returns>
    /// <exception cref="GraftException">Photos were named, and are not there.</exception>
    public static (FileTraits? Traits, string? Note) Find(IFeatureRows rows, CheckOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        using var photos = RowPhotos.Open(rows, options.Images);
        var traits = new string[]?[rows.RowCount];
        var reasons = new string?[rows.RowCount];
        var done = 0;
        Parallel.For(0, rows.RowCount, options.Parallel(cancellationToken), row =>
        {
            (traits[row], reasons[row]) = Read(photos, row);
            if (Interlocked.Increment(ref done) % 256 == 0)
                progress((double)done / rows.RowCount);
        });
        int[] found = [.. Enumerable.Range(0, rows.RowCount).Where(row => traits[row] is not null)];
        var firstReason = reasons.FirstOrDefault(reason => reason is not null);
        if (found.Length == 0)
            return (null, firstReason ?? "there are no rows");
        var result = FileLeaks.Of(
            [.. found.Select(row => traits[row]!)], [.. found.Select(row => rows.Labels[row])], rows.LabelNames, options.Seed, options.Parallel(cancellationToken));
        return (result, found.Length == rows.RowCount ? null : $"{rows.RowCount - found.Length:N0} of {rows.RowCount:N0} could not be read, the first because {firstReason}");
    }

    private static (string[]? Traits, string? Reason) Read(RowPhotos photos, int row)
    {
        try
        {
            using var file = photos.OpenFile(row);
            return (PhotoHeader.Read(file), null);
        }
        catch (ImageReadException e)
        {
            return (null, e.Reason);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }
}
