using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

internal sealed partial class FeatureFileRoot
{
    /// <summary>All datasets of rows, the main one last.</summary>
    /// <param name="recipe">What the file says of itself.</param>
    public ImmutableArray<FeatureLayer> Layers(FeatureRecipe? recipe)
    {
        var (name, dataset) = Rows();
        return [.. OtherLayers(dataset, recipe), new FeatureLayer(name, recipe?.Backbone.Layer ?? name, dataset)];
    }

    /// <summary>
    /// The datasets of other layers, in the order in which they were written. Only files of ours have any: what has such
    /// a name elsewhere may be anything.
    /// </summary>
    public ImmutableArray<FeatureLayer> OtherLayers(Hdf5Dataset main, FeatureRecipe? recipe)
    {
        if (!IsOurs)
            return [];
        var layers = root.Links.Where(link => link.Name.StartsWith(FeatureFileNames.OtherFeatures, StringComparison.Ordinal))
            .Select(link => OtherLayer(link.Name, main))
            .OrderBy(layer => layer.Dataset.Address)
            .ToImmutableArray();
        var names = layers.Select(layer => layer.Name).Append(recipe?.Backbone.Layer ?? FeatureFileNames.Features);
        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Bad($"has the layer '{twice.Key}' twice")
            : layers;
    }

    private FeatureLayer OtherLayer(string name, Hdf5Dataset main)
    {
        var dataset = Find(name)?.Dataset ?? throw Bad($"has '{name}', which is no dataset");
        CheckRows(name, dataset);
        if (dataset.Shape[0] != main.Shape[0])
            throw Bad($"has '{name}' of shape {Shape(dataset)}; expected {main.Shape[0]} rows, as in '{FeatureFileNames.Features}'");
        var layer = Named(name, () => dataset.Attribute(FeatureFileNames.Layer)) ?? throw Bad($"has no attribute '{FeatureFileNames.Layer}' at '{name}'");
        if (!layer.Type.IsText || layer.Space.Count != 1)
            throw Bad($"has an attribute '{FeatureFileNames.Layer}' at '{name}' that is not text");
        var found = new FeatureLayer(name, layer.Texts()[0], dataset);
        // Where rows have checksums, all of them have.
        if (Find(FeatureFileNames.RowChecksums) is not null)
            CheckLength(Required(found.ChecksumsName), found.ChecksumsName, main.Shape[0]);
        return found;
    }
}
