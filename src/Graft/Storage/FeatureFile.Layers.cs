using System.Collections.Immutable;

namespace Graft;

public sealed partial class FeatureFile
{
    /// <summary>
    /// Layers that the file has the features of, the main one, of the dataset <c>features</c>, last. Where nobody knows
    /// the layer, its place is taken by the name of the dataset.
    /// </summary>
    public ImmutableArray<string> Layers => [.. _layers.Select(layer => layer.Name)];

    /// <summary>Name of the dataset whose rows are read: <c>features</c>, <c>images</c>, or that of another layer.</summary>
    public string DatasetName => _layer.DatasetName;

    /// <summary>Opens the file to read the features of one of its layers. The <see cref="Recipe"/> is then that layer's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layer">Exact name of the layer, its alias, or name of the dataset, such as <c>features_block4_pool</c>.</param>
    /// <exception cref="FeatureFileException">
    /// It is missing, cut off, not HDF5, does not hold what a file of rows must, or has no such layer.
    /// </exception>
    public static FeatureFile Open(string path, string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Hdf5Opening.Open(path, file => new FeatureFile(file, path, layers => Find(layers, layer) ?? throw new FeatureFileException(
            $"'{path}' has no layer '{layer}'; it has {string.Join(", ", layers.Select(known => $"'{known.Name}'"))}.", path)));
    }

    /// <summary>
    /// Opens the file to read the features that <paramref name="recipe"/> wants: those of its layer where the file has
    /// them, else the main ones. Whether the rest of the recipe goes with them is for the caller to see.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">What a classifier, for one, was trained on; null when nobody knows.</param>
    /// <exception cref="FeatureFileException">It is missing, cut off, not HDF5, or does not hold what a file of rows must.</exception>
    public static FeatureFile OpenFor(string path, FeatureRecipe? recipe)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Hdf5Opening.Open(path, file => new FeatureFile(
            file, path, layers => layers.FirstOrDefault(layer => layer.Name == recipe?.Backbone.Layer) ?? layers[^1]));
    }

    private static FeatureLayer? Find(ImmutableArray<FeatureLayer> layers, string name) =>
        layers.FirstOrDefault(layer => layer.Name == name)
        ?? layers.FirstOrDefault(layer => layer.DatasetName == name)
        ?? layers.FirstOrDefault(layer => ResNet18.TensorOf(name) == layer.Name);
}
