using Graft.Hdf5;

namespace Graft;

/// <summary>
/// Finds groups and datasets by path. Each is opened once, however often a file names it, and only through hard links, as
/// Keras makes them: a short file can make long detours out of others.
/// </summary>
internal sealed class KerasTree
{
    private readonly Dictionary<long, Dictionary<string, Hdf5Link>> _links = [];
    private readonly Dictionary<long, Hdf5Object?> _objects = [];

    /// <summary>What a path from a group leads to; null when there is nothing.</summary>
    public Hdf5Object? Find(Hdf5Group group, string path)
    {
        Hdf5Object? place = group;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            place = place is Hdf5Group inner && Links(inner).TryGetValue(part, out var link) ? Follow(inner, link) : null;
        return place;
    }

    private Hdf5Object? Follow(Hdf5Group group, Hdf5Link link)
    {
        if (!_objects.TryGetValue(link.Address, out var found))
            _objects[link.Address] = found = group.Follow(link);
        return found;
    }

    private Dictionary<string, Hdf5Link> Links(Hdf5Group group)
    {
        if (!_links.TryGetValue(group.Address, out var links))
            _links[group.Address] = links = group.Links.Where(link => link.Path is null).ToDictionary(link => link.Name, StringComparer.Ordinal);
        return links;
    }
}
