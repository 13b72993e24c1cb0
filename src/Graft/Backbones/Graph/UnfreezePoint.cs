namespace Graft;

/// <summary>Where the part of a network begins that fine-tuning lets move.</summary>
internal static class UnfreezePoint
{
    /// <summary>The name that stands for no layer: only the head is trained.</summary>
    public const string None = "none";

    /// <summary>Operators that go with the layer before them, whose name they often bear.</summary>
    private static readonly HashSet<string> Activations = ["Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "Identity", "Dropout"];

    private static readonly char[] Separators = ['.', '_', '/'];

    /// <summary>The first node of a layer, or of a stage of layers whose names begin alike, such as <c>layer4</c> or <c>block5</c>.</summary>
    /// <param name="names">The network's names.</param>
    /// <param name="index">The cut network.</param>
    /// <param name="name">What the user said.</param>
    /// <returns>Its place in the order of the graph.</returns>
    /// <exception cref="BackboneException">There is none of that name, or it comes after the layer that features are taken from.</exception>
    public static int Find(LayerNames names, GraphIndex index, string name)
    {
        if (name == None)
            return index.Nodes.Length;
        var members = names.Named.Where(known => IsOf(known.Name, name)).ToList();
        var tensor = members.Count > 0 ? members[0].Tensor : names.Resolve(name);
        var node = index.Producer(tensor);
        if (node < 0)
            throw new BackboneException($"The layer '{name}' is behind the one that features are taken from, so there is nothing of it to train.");
        // An alias names the end of a part of the network; it begins where the part before it ends.
        if (members is [{ IsAlias: true }, ..])
            return names.Named.TakeWhile(known => known != members[0]).Select(known => index.Producer(known.Tensor)).Where(end => end < node).DefaultIfEmpty(-1).Max() + 1;
        while (Activations.Contains(index.Nodes[node].OpType) && index.Producer(index.Nodes[node].Input[0]) is >= 0 and var before)
            node = before;
        return node;
    }

    /// <summary>
    /// The last stage: the first convolution from which on all work at the resolution of the last one. For ResNet18 that is
    /// <c>layer4</c>, for VGG16 <c>block5</c>.
    /// </summary>
    /// <param name="index">The cut network.</param>
    /// <param name="shapes">Shapes of its tensors, without the batch.</param>
    /// <returns>Its place in the order of the graph; null where the network has no convolution on a map.</returns>
    public static int? LastStage(GraphIndex index, IReadOnlyDictionary<string, long[]> shapes)
    {
        var maps = Enumerable.Range(0, index.Nodes.Length).Where(node => index.Nodes[node].OpType == "Conv")
            .Select(node => (Node: node, Side: shapes.GetValueOrDefault(index.Nodes[node].Output[0]) is [_, var height, > 1] ? height : 0))
            .Where(map => map.Side > 1).ToList();
        if (maps.Count == 0)
            return null;
        var last = maps[^1].Side;
        return maps.AsEnumerable().Reverse().TakeWhile(map => map.Side == last).Last().Node;
    }

    /// <summary>What to call the part from a node on: the shortest name that <see cref="Find"/> takes for it, such as <c>layer4</c>.</summary>
    public static string NameOf(LayerNames names, GraphIndex index, int node)
    {
        if (node >= index.Nodes.Length)
            return None;
        var known = names.Named.ToList();
        var first = known.FindIndex(name => index.Producer(name.Tensor) >= node);
        if (first < 0)
            return index.Nodes[node].Output[0];
        // Of an alias, what lies between the end of the part before and its own belongs to it.
        var earliest = known[first].IsAlias ? known.Take(first).Select(name => index.Producer(name.Tensor)).Where(end => end < node).DefaultIfEmpty(-1).Max() + 1 : node;
        return Stages(known[first].Name).FirstOrDefault(stage => Find(names, index, stage) is var start && start >= earliest && start <= node) ?? known[first].Name;
    }

    /// <summary>The stages that a name may be of, the largest first: of <c>layer4.1.bn2</c> <c>layer4</c> and <c>layer4.1</c>, and itself.</summary>
    private static IEnumerable<string> Stages(string name) =>
        Enumerable.Range(1, name.Length - 1).Where(length => Separators.Contains(name[length])).Select(length => name[..length]).Append(name);

    private static bool IsOf(string known, string stage) =>
        known == stage || (known.Length > stage.Length && known.StartsWith(stage, StringComparison.Ordinal) && Separators.Contains(known[stage.Length]));
}
