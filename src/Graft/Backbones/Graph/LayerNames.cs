namespace Graft;

/// <summary>Finds layers by what users call them: tensor name, node name or alias, in that order.</summary>
internal sealed class LayerNames
{
    private const int Suggestions = 3;

    private readonly string _network;
    private readonly LayerAliases _aliases;
    private readonly Dictionary<string, string> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tensorAliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _all;

    /// <param name="network">What to call it in messages.</param>
    /// <param name="index">The graph.</param>
    /// <param name="reached">Its tensors that depend on the picture.</param>
    /// <param name="aliases">Other names.</param>
    public LayerNames(string network, GraphIndex index, HashSet<string> reached, LayerAliases aliases)
    {
        (_network, _aliases) = (network, aliases);
        All = [.. index.Nodes.SelectMany(node => node.Output)
            .Where(tensor => reached.Contains(tensor) && (aliases.HiddenPrefix is null || !tensor.StartsWith(aliases.HiddenPrefix, StringComparison.Ordinal)))];
        _all = [.. All];
        foreach (var node in index.Nodes.Where(node => node.Name.Length > 0 && node.Output.Count > 0 && _all.Contains(node.Output[0])))
            _nodes.TryAdd(node.Name, node.Output[0]);
        foreach (var (alias, tensor) in aliases.Tensors)
            _tensorAliases.TryAdd(tensor, alias);
    }

    /// <summary>Tensors that depend on the picture, in the order of the graph.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Every name of a layer, in the order of the graph: aliases where there are any, else tensors.</summary>
    public IEnumerable<LayerName> Named => _aliases.Tensors.Count > 0
        ? _aliases.Tensors.Where(alias => _all.Contains(alias.Value)).Select(alias => new LayerName(alias.Key, alias.Value, true))
        : All.Select(tensor => new LayerName(tensor, tensor, false));

    /// <summary>The alias of a tensor; null when it has none.</summary>
    public string? Alias(string tensor) => _tensorAliases.GetValueOrDefault(tensor);

    /// <summary>The tensor that is meant; null when there is none of that name.</summary>
    public string? Find(string name) =>
        _all.Contains(name) ? name
        : _nodes.TryGetValue(name, out var tensor) || (_aliases.Tensors.TryGetValue(name, out tensor) && _all.Contains(tensor)) ? tensor : null;

    /// <summary>The tensor that is meant.</summary>
    /// <exception cref="BackboneException">There is none of that name; those that are near are named.</exception>
    public string Resolve(string name)
    {
        if (Find(name) is { } tensor)
            return tensor;
        var known = _aliases.Tensors.Keys.Concat(_all).Concat(_nodes.Keys).Distinct(StringComparer.Ordinal);
        var near = NearNames.Of(name, known).Take(Suggestions).ToArray();
        throw new BackboneException(
            $"'{_network}' has no layer '{name}'{(near.Length > 0 ? $"; did you mean '{string.Join("', '", near)}'?" : ".")} 'graft layers {_network}' lists all.", _network);
    }
}

/// <summary>What a layer is called.</summary>
/// <param name="Name">The name.</param>
/// <param name="Tensor">The tensor at its end.</param>
/// <param name="IsAlias">Whether it is a name of ours, for a part of a network that other tools name otherwise.</param>
internal readonly record struct LayerName(string Name, string Tensor, bool IsAlias);
