namespace Graft;

/// <summary>Finds and loads the backbone that made some features.</summary>
internal static class RecipeBackbone
{
    /// <summary>From where it was, from beside the classifier, or from a given place.</summary>
    /// <param name="recipe">What was done.</param>
    /// <param name="path">Where it is now; null where it need not be said.</param>
    /// <param name="folder">The folder of the classifier.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="BackboneException">It is not there, or has other weights by now.</exception>
    public static OnnxBackbone Load(FeatureRecipe recipe, string? path, string folder, BackboneOptions options) => new OnnxBackbone(Prepare(recipe, path, folder), options);

    /// <summary>The same, not yet loaded into ONNX Runtime.</summary>
    /// <inheritdoc cref="Load"/>
    public static OnnxCut Prepare(FeatureRecipe recipe, string? path, string folder)
    {
        var (name, sha256) = (recipe.Backbone.Name, recipe.Backbone.Sha256);
        if (path is not null && !File.Exists(path))
            throw new BackboneException($"There is no network '{path}'; expected the ONNX file of the backbone '{name}'.", path);
        var beside = Path.Combine(folder, Path.GetFileName(name));
        string[] places = path is not null ? [path] : !BackboneFiles.LooksLikePath(name) ? [name] : [.. new[] { name, beside }.Where(File.Exists)];
        if (places.Length == 0)
            throw new BackboneException($"The backbone '{name}' is not there. Say with --backbone where it is now.", name);
        var models = places.Select(place => (Place: place, Model: BackboneFiles.Open(place)));
        var (place, model) = models.FirstOrDefault(found => found.Model.Sha256 == sha256);
        if (model is null)
        {
            (place, model) = models.First();
            throw new BackboneException($"'{place}' is not the backbone that made the features: SHA-256 {model.Sha256[..12]} here, {sha256[..Math.Min(12, sha256.Length)]} there.", place);
        }

        var layers = model.HasLayer(recipe.Backbone.Layer) ? [recipe.Backbone.Layer] : recipe.Backbone.Layer.Split(BackboneIdentity.Separator);
        return model.Prepare(new FeatureOptions { Layers = [.. layers], Concat = layers.Length > 1, Shaping = recipe.Shaping, Preprocessing = recipe.Preprocessing });
    }
}
