using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>
/// A pretrained network that was loaded but does not run yet: it knows its layers, and can be cut at any of them.
/// </summary>
public sealed partial class BackboneModel
{
    private readonly OnnxFile _file;
    private readonly GraphIndex _index;
    private readonly GraphInput _input;
    private readonly LayerNames _names;
    private readonly TensorLayout _flatten;
    private readonly LayerAliases _aliases;
    private readonly BackboneMetadata? _metadata;

    internal BackboneModel(string name, OnnxFile file, Preprocessing? preprocessing, TensorLayout flatten, string? defaultLayer, LayerAliases aliases, BackboneMetadata? metadata = null)
    {
        (Name, _file, Preprocessing, _flatten, _aliases, _metadata) = (name, file, preprocessing, flatten, aliases, metadata);
        _index = new GraphIndex(file.Model.Graph, name);
        _input = GraphInput.Of(file.Model.Graph, name);
        _names = new LayerNames(name, _index, GraphIndex.Reached(_index.Nodes, _input.Name), aliases);
        Precision = _index.Nodes.Any(QuantizableUnits.IsQuantized) ? BackbonePrecision.Int8 : BackbonePrecision.Fp32;
        DefaultLayer = defaultLayer is not null && _names.Find(defaultLayer) is { } tensor ? tensor : DefaultLayerRule.Find(file.Model.Graph, _index, name);
    }

    /// <summary>Short name, or the path as it was given.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the model file, or files one after the other: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => _file.Sha256;

    /// <summary>The files that it was read from.</summary>
    internal ImmutableArray<string> Paths => _file.Paths;

    /// <summary>What its input expects; null when that is not known.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>Width of its pictures in pixels; null when it takes any.</summary>
    public int? InputWidth => _input.Width > 0 ? _input.Width : null;

    /// <summary>Height of its pictures in pixels; null when it takes any.</summary>
    public int? InputHeight => _input.Height > 0 ? _input.Height : null;

    /// <summary>Memory order of its pictures.</summary>
    public TensorLayout InputLayout => _input.Layout;

    /// <summary>The numbers that it computes with.</summary>
    public BackbonePrecision Precision { get; }

    /// <summary>How it was quantised; null where it was not, or not by Graft.</summary>
    public QuantizationRecord? Quantization => _metadata?.Quantization;

    /// <summary>The tensor that is taken where no layer is named.</summary>
    public string DefaultLayer { get; }

    /// <summary>Opens a network by name, or an ONNX file of operator set 7 or later by path.</summary>
    /// <exception cref="BackboneException">There is none, or it is damaged, or takes no pictures.</exception>
    public static BackboneModel Open(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return BackboneFiles.Open(nameOrPath);
    }

    /// <summary>All places where it can be cut: tensors of float32 with a row for each picture, in the order of the graph.</summary>
    /// <param name="preprocessing">Says the size of pictures; null for the network's own.</param>
    /// <exception cref="BackboneException">No size is known, or the network cannot run.</exception>
    public ImmutableArray<BackboneLayer> FindLayers(Preprocessing? preprocessing = null)
    {
        var tensors = _names.All.ToList();
        // Of a quantised network products end in tensors that are no layers, but count.
        var counted = Precision == BackbonePrecision.Fp32 ? [] : _index.Nodes.Where(GraphCosts.Counts).Select(node => node.Output[0]).Intersect(GraphIndex.Reached(_index.Nodes, _input.Name));
        var whole = CutAt([.. tensors.Union(counted)], Sized(preprocessing));
        var shapes = GraphShapes.Of(whole, _file.Folder, _input, Name);
        var costs = new GraphCosts(_file.Model.Graph, _index, shapes);
        var layers = tensors.Where(shapes.ContainsKey).ToList();
        return [.. layers.Zip(costs.UpTo(layers), (tensor, cost) =>
        {
            var node = Maker(tensor);
            return new BackboneLayer(tensor, node.Name, _names.Alias(tensor), node.OpType, [.. shapes[tensor].Select(side => checked((int)side))], cost.Parameters, cost.MultiplyAdds);
        })];
    }

    /// <summary>The node whose values a tensor has, be it as whole numbers.</summary>
    private NodeProto Maker(string tensor)
    {
        var node = _index.Nodes[_index.Producer(tensor)];
        while (node.OpType is "QuantizeLinear" or "DequantizeLinear" && _index.Producer(node.Input[0]) is >= 0 and var before)
            node = _index.Nodes[before];
        return node;
    }

    /// <summary>Cuts it and makes it ready to run. Dispose the result after use.</summary>
    /// <param name="features">The layers, and what becomes of their tensors.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="BackboneException">
    /// There is no such layer, no preprocessing is known, the shaping does not go with it, or ONNX Runtime refuses the network.
    /// </exception>
    public IBackbone Cut(FeatureOptions? features = null, BackboneOptions? options = null) =>
        new OnnxBackbone(Prepare(features ?? new FeatureOptions()), options ?? new BackboneOptions());

    internal bool HasLayer(string name) => _names.Find(name) is not null;

    /// <summary>The tensors that are meant by the names of layers; the network's own choice where there are none.</summary>
    /// <exception cref="BackboneException">There is no such layer, or it is named twice.</exception>
    internal string[] Resolve(ImmutableArray<string> names)
    {
        var layers = names.IsEmpty ? [DefaultLayer] : names.Select(_names.Resolve).ToArray();
        return layers.GroupBy(layer => layer, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new BackboneException($"The layer '{twice.Key}' is asked for twice.", Name) : layers;
    }

    /// <summary>What a session is made of: nodes and weights of this network, and new ones.</summary>
    internal OnnxCut Prepare(FeatureOptions features)
    {
        var preprocessing = Known(features.Preprocessing);
        if (features.Shaping.Crops > 1 && preprocessing.ResizeTo == 0)
            preprocessing = preprocessing with { ResizeTo = PreprocessingPreset.RoomForCrops(preprocessing.Width, preprocessing.Height) };
        var shaping = features.Shaping with { Flatten = features.Shaping.Flatten ?? _flatten };
        if (shaping.FindProblem(preprocessing) is { } problem)
            throw new BackboneException(problem, Name);
        var layers = Resolve(features.Layers);

        var cut = CutAt(layers, preprocessing);
        var shapes = GraphShapes.Of(cut, _file.Folder, _input, Name);
        var channelsLast = GraphLayout.ChannelsLast(cut.Graph.Node, _input);
        var shaped = layers.Select(layer => new LayerTensor(layer, shapes.TryGetValue(layer, out var shape) ? shape : throw NotALayer(layer), channelsLast.Contains(layer))).ToList();
        var lengths = ShapingNodes.Append(cut, shaped, shaping);
        var parts = features.Concat
            ? [new FeaturePart(string.Join(BackboneIdentity.Separator, layers), lengths.Sum())]
            : layers.Zip(lengths, (layer, length) => new FeaturePart(layer, length)).ToImmutableArray();
        return new OnnxCut
        {
            Model = cut,
            Folder = _file.Folder,
            Paths = _file.Paths,
            InputName = _input.Name,
            Identity = new BackboneIdentity(Name, Sha256, parts[^1].Layer) { Precision = Precision },
            Preprocessing = preprocessing,
            Shaping = shaping,
            Parts = parts,
        };
    }

    /// <summary>Cuts it, and parts it in front of a layer.</summary>
    /// <param name="features">The layer that features are taken from, and what becomes of its tensor.</param>
    /// <param name="unfreezeFrom">The first layer, or stage of layers, of the second part; <c>none</c> for none, null for the last stage.</param>
    /// <exception cref="BackboneException">There is no such layer, or it cannot be parted there.</exception>
    internal SplitNetwork Split(FeatureOptions features, string? unfreezeFrom)
    {
        var whole = Prepare(features);
        var index = new GraphIndex(whole.Model.Graph, Name);
        var reached = GraphIndex.Reached(index.Nodes, _input.Name);
        var first = unfreezeFrom is not null ? UnfreezePoint.Find(_names, index, unfreezeFrom)
            : UnfreezePoint.LastStage(index, ShapesOf(index.Nodes.Where(node => node.OpType == "Conv").Select(node => node.Output[0])))
                ?? throw new BackboneException($"'{Name}' has no last stage of convolutions. Say with --unfreeze-from where training begins; 'graft layers {Name}' lists its layers.", Name);
        if (first == index.Nodes.Length)
            return new SplitNetwork(whole, index, [new BoundaryTensor(ShapingNodes.Output, [whole.Parts[^1].Length])], UnfreezePoint.None);

        var between = index.Nodes.Skip(first).Where(node => node.Output.Any(reached.Contains)).SelectMany(GraphIndex.Uses)
            .Where(tensor => reached.Contains(tensor) && index.Producer(tensor) < first).Distinct(StringComparer.Ordinal).OrderBy(index.Producer).ToList();
        var shapes = ShapesOf(between.Where(tensor => tensor != _input.Name));
        if (between.Contains(_input.Name))
            shapes[_input.Name] = whole.Preprocessing.TensorSides;
        var name = UnfreezePoint.NameOf(_names, index, first);
        if (between.FirstOrDefault(tensor => !shapes.ContainsKey(tensor)) is { } other)
            throw new BackboneException($"'{Name}' cannot be parted in front of '{unfreezeFrom ?? name}': its tensor '{other}' has no row of float32 values for each picture. Choose another layer.", Name);
        return new SplitNetwork(whole, index, [.. between.Select(tensor => new BoundaryTensor(tensor, [.. shapes[tensor]]))], unfreezeFrom ?? name);

        Dictionary<string, long[]> ShapesOf(IEnumerable<string> tensors) =>
            tensors.Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } list ? GraphShapes.Of(OnnxGraph.Cut(whole.Model, index, list), _file.Folder, _input, Name) : [];
    }

    /// <summary>The part up to some tensors, for any number of pictures.</summary>
    private ModelProto CutAt(IReadOnlyCollection<string> tensors, Preprocessing preprocessing)
    {
        var cut = OnnxGraph.Cut(_file.Model, _index, tensors);
        cut.Graph.Input.Clear();
        cut.Graph.Input.Add(_input.Declare(preprocessing));
        GraphBatch.Free(cut, _input, ShapeOf);
        return cut;
    }

    private long[]? ShapeOf(ModelProto model, string tensor)
    {
        var part = OnnxGraph.Cut(model, new GraphIndex(model.Graph, Name), [tensor]);
        return GraphShapes.Of(part, _file.Folder, _input, Name).GetValueOrDefault(tensor);
    }

    private BackboneException NotALayer(string layer) =>
        new($"'{layer}' of '{Name}' has no row of float32 values for each picture, so it cannot be features. 'graft layers' lists what can.", Name);
}
