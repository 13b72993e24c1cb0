namespace Graft.Cli.Output;

/// <summary>What <c>backbones</c> prints.</summary>
internal static class CatalogueOutput
{
    public static void Write(IReadOnlyCollection<CatalogueEntry> entries)
    {
        TextTable.Write(
            ["name ", "from ", "licence ", "size", "input ", "on this machine "],
            entries.Select(entry => new[]
            {
                entry.Name, entry.Source, entry.License, $"{entry.Length / 1e6:N0} MB", $"{entry.Width} x {entry.Height}",
                entry.File is null ? "part of Graft" : BackboneCatalogue.IsHere(entry) ? "yes" : "no",
            }));
        TextTable.Write(
            ["name ", "layers worth taking, with the values of one image "],
            entries.Select(entry => new[]
            {
                entry.Name, string.Join(", ", entry.Layers.Select(layer => $"{layer.Name} ({layer.FeatureCount:N0})")),
            }));
        Console.Out.WriteLine("'graft pull NAME' fetches one. Those of which no SHA-256 is published are downloaded by you: " +
            $"{string.Join(", ", entries.Where(entry => entry.File is { CanBeDownloaded: false }).Select(entry => entry.Name))}.");
        Console.Out.WriteLine($"They are kept in {GraftFolders.Cache}.");
    }

    public static object Of(IReadOnlyCollection<CatalogueEntry> entries) => new
    {
        GraftFolders.Cache,
        Backbones = entries.Select(entry => new
        {
            entry.Name,
            From = entry.Source,
            entry.License,
            entry.Length,
            entry.Width,
            entry.Height,
            entry.Layers,
            OnThisMachine = BackboneCatalogue.IsHere(entry),
            Path = BackboneCatalogue.PathOf(entry),
            entry.File,
        }),
    };
}
