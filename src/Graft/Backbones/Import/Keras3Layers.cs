using Graft.Hdf5;

namespace Graft;

/// <summary>
/// The layers of a <c>.weights.h5</c> file by Keras 3: groups that are called by the class of the layer and counted, such as
/// <c>layers/conv2d_3/vars/0</c> (keras/src/saving/saving_lib.py), so that only their order says which layer is meant.
/// </summary>
internal static class Keras3Layers
{
    /// <summary>Tensors by the name of their layer.</summary>
    public static Dictionary<string, WeightTensor[]> Read(Hdf5Group layers, KerasTree tree, Architecture architecture)
    {
        var tensors = new Dictionary<string, WeightTensor[]>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in architecture.Layers.OfType<WeightedLayer>())
        {
            var count = counts.GetValueOrDefault(layer.KerasClass);
            counts[layer.KerasClass] = count + 1;
            var name = count == 0 ? layer.KerasClass : $"{layer.KerasClass}_{count}";
            if (tree.Find(layers, $"{name}/vars") is Hdf5Group variables)
                tensors.Add(layer.Name, [.. Variables(variables, tree, name)]);
        }

        return tensors;
    }

    private static IEnumerable<WeightTensor> Variables(Hdf5Group variables, KerasTree tree, string name)
    {
        for (var i = 0; tree.Find(variables, $"{i}") is Hdf5Dataset dataset; i++)
            yield return new KerasTensor($"{name}/vars/{i}", dataset);
    }
}
