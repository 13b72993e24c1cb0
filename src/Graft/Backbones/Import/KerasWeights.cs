using Graft.Hdf5;

namespace Graft;

/// <summary>
/// Weights in the HDF5 files of Keras: weights alone or a whole model, as Keras 1 and 2 write them, and the
/// <c>.weights.h5</c> of Keras 3. As Keras does, tensors are taken by their order in a layer: their names tell nothing.
/// </summary>
internal sealed class KerasWeights : WeightFile
{
    private readonly Hdf5File _file;
    private readonly Dictionary<string, WeightTensor[]> _layers;

    private KerasWeights(Hdf5File file, Architecture architecture)
    {
        _file = file;
        var tree = new KerasTree();
        var root = tree.Find(file.Root, "model_weights") as Hdf5Group ?? file.Root;
        KerasModelCheck.Run(file.Root, root);
        var layers = tree.Find(root, "layers") as Hdf5Group ?? tree.Find(root, "_layer_checkpoint_dependencies") as Hdf5Group;
        if (KerasLayerList.IsIn(root))
            _layers = KerasLayerList.Read(root, tree);
        else if (layers is not null)
            (root, _layers) = (layers, Keras3Layers.Read(layers, tree, architecture));
        else
            throw Hdf5Exception.Unsupported("it is an HDF5 file, but not of Keras' weights: it has neither an attribute 'layer_names' nor a group 'layers'");
        Tensors = [.. _layers.Values.SelectMany(tensors => tensors), .. KerasTensor.Others(root, _layers.Values.SelectMany(tensors => tensors))];
    }

    public override WeightSource Source => WeightSource.Keras;

    public override long Length => _file.Source.Length;

    public override IReadOnlyCollection<WeightTensor> Tensors { get; }

    public static KerasWeights Open(string path, Architecture architecture)
    {
        var file = Hdf5File.Open(path);
        try
        {
            return new KerasWeights(file, architecture);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override WeightTensor? Find(WeightedLayer layer, WeightRole role) =>
        _layers.GetValueOrDefault(layer.Name)?.ElementAtOrDefault(layer.Roles.IndexOf(role));

    public override string NameOf(WeightedLayer layer, WeightRole role) => $"{layer.Name}/{role.ToString().ToLowerInvariant()}";

    public override void Dispose() => _file.Dispose();
}
