using Graft.Hdf5;

namespace Graft;

/// <summary>
/// The layers of a file by Keras 1 or 2: an attribute <c>layer_names</c>, a group for each, in it an attribute
/// <c>weight_names</c> of paths to its datasets (keras/src/legacy/saving/legacy_h5_format.py).
/// </summary>
internal sealed class KerasLayerList
{
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";

    // The largest networks of Keras have a tenth of it. A short file can make many long names out of one.
    private const int MostNames = 20_000;
    private const int MostCharacters = 500_000;

    private readonly KerasTree _tree;
    private int _names;
    private int _characters;

    private KerasLayerList(KerasTree tree) => _tree = tree;

    public static bool IsIn(Hdf5Group root) => root.Attribute(LayerNames) is not null || root.Attribute($"{LayerNames}0") is not null;

    /// <summary>Tensors by the name of their layer, in the order of the file.</summary>
    public static Dictionary<string, WeightTensor[]> Read(Hdf5Group root, KerasTree tree) => new KerasLayerList(tree).Layers(root);

    private Dictionary<string, WeightTensor[]> Layers(Hdf5Group root)
    {
        var layers = new Dictionary<string, WeightTensor[]>(StringComparer.Ordinal);
        foreach (var name in Texts(root, LayerNames)!)
        {
            var group = _tree.Find(root, name) as Hdf5Group
                ?? throw Hdf5Exception.Damaged($"'{LayerNames}' names the layer '{PlainText.Of(name)}', which is not in the file");
            var weights = Texts(group, WeightNames)
                ?? throw Hdf5Exception.Damaged($"the layer '{PlainText.Of(name)}' has no attribute '{WeightNames}'");
            if (!layers.TryAdd(name, [.. weights.Select(weight => Tensor(group, name, weight))]))
                throw Hdf5Exception.Damaged($"'{LayerNames}' names the layer '{PlainText.Of(name)}' twice");
        }

        return layers;
    }

    private KerasTensor Tensor(Hdf5Group layer, string name, string weight) =>
        _tree.Find(layer, weight) is Hdf5Dataset dataset
            ? new KerasTensor($"{name}/{weight}", dataset)
            : throw Hdf5Exception.Damaged($"'{WeightNames}' of the layer '{PlainText.Of(name)}' names the tensor '{PlainText.Of(weight)}', which is not in the file");

    /// <summary>A list of texts, which Keras cuts into numbered attributes when it is long; null where there is none.</summary>
    private List<string>? Texts(Hdf5Group group, string name)
    {
        var texts = new List<string>();
        if (group.Attribute(name) is { } whole)
        {
            Add(whole, texts);
            return texts;
        }

        var count = 0;
        for (; group.Attribute($"{name}{count}") is { } part; count++)
            Add(part, texts);
        return count == 0 ? null : texts;
    }

    private void Add(Hdf5Attribute attribute, List<string> texts)
    {
        var (type, count) = (attribute.Type, attribute.Space.Count);
        // h5py stores an empty list as one of numbers.
        if (count > 0 && !type.IsText)
            throw Hdf5Exception.Damaged($"its attribute '{attribute.Name}' holds {type}; expected strings");
        if (count > MostNames - _names)
            throw Hdf5Exception.Damaged($"it names more than {MostNames:N0} layers and tensors");
        _names += (int)count;
        var heap = new GlobalHeap(attribute.Source);
        for (var i = 0; i < count; i++)
        {
            var text = Hdf5Text.Read(attribute.Data.Span.Slice(i * type.Size, type.Size), type, 1, heap)[0];
            if (text.Length > MostCharacters - _characters)
                throw Hdf5Exception.Damaged($"the names of its layers and tensors have more than {MostCharacters:N0} characters");
            _characters += text.Length;
            texts.Add(text);
        }
    }
}
