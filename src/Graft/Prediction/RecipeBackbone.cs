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
        var (model, features) = Find(recipe, path, folder);
        return model.Prepare(features);
    }

    /// <summary>The network, and what is taken from it.</summary>
    /// <inheritdoc cref="Load"/>
    public static (BackboneModel Model, FeatureOptions Features) Find(FeatureRecipe recipe, string? path, string folder)
    {
        var (name, sha256) = (recipe.Backbone.Name, recipe.Backbone.Sha256);
        if (path is not null && !File.Exists(path))
            throw new BackboneException($"There is no network '{path}'; expected the ONNX file of the backbone '{name}'.", path);
        var beside = Path.Combine(folder, Path.GetFileName(name));
        string[] places = path is not null ? [path] : !BackboneFiles.LooksLikePath(name) ? [name] : [.. new[] { name, beside }.Where(File.Exists)];
        // The name may be that of the network that a quantised one was made of, which need not be there, nor be fetched.
        var isQuantized = path is null && recipe.Backbone.Precision == BackbonePrecision.Int8;
        var model = (isQuantized ? QuantizedCache.FindFile(sha256, folder, name) ?? QuantizedCache.FindFile(sha256, name) : null) ?? Matching(isQuantized ? [.. places.Where(File.Exists)] : places, sha256);
        if (model is null && isQuantized)
            throw new BackboneException($"The quantised network of '{name}' that made the features is no longer in the cache, nor beside the classifier. Give its file with --backbone, or make the features again.", name);
        if (model is null && places.Length == 0)
            throw new BackboneException($"The backbone '{name}' is not there. Say with --backbone where it is now.", name);
        if (model is null)
        {
            var other = BackboneFiles.Open(places[0]);
            throw new BackboneException($"'{places[0]}' is not the backbone that made the features: SHA-256 {other.Sha256[..12]} here, {sha256[..Math.Min(12, sha256.Length)]} there.", places[0]);
        }

        var layers = model.HasLayer(recipe.Backbone.Layer) ? [recipe.Backbone.Layer] : recipe.Backbone.Layer.Split(BackboneIdentity.Separator);
        return (model, new FeatureOptions { Layers = [.. layers], Concat = layers.Length > 1, Shaping = recipe.Shaping, Preprocessing = recipe.Preprocessing });
    }

    private static BackboneModel? Matching(string[] places, string sha256) => places.Select(BackboneFiles.Open).FirstOrDefault(model => model.Sha256 == sha256);
}
