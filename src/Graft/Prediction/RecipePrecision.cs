namespace Graft;

/// <summary>Backbones that are quantised for a classifier that was trained on features in float32.</summary>
internal static class RecipePrecision
{
    /// <summary>Whether a network has to be quantised.</summary>
    /// <param name="recipe">What made the features.</param>
    /// <param name="wanted">What it is to compute with; null for what made the features.</param>
    /// <exception cref="BackboneException">The features were made in int8, and float32 is wanted.</exception>
    public static bool IsQuantizedFor(FeatureRecipe recipe, BackbonePrecision? wanted) => (recipe.Backbone.Precision, wanted) switch
    {
        (BackbonePrecision.Int8, BackbonePrecision.Fp32) => throw new BackboneException($"The classifier was trained on features of '{recipe.Backbone.Name}' in int8, and would not know those in fp32. Train it again on these.", recipe.Backbone.Name),
        (BackbonePrecision.Fp32, BackbonePrecision.Int8) => true,
        _ => false,
    };

    /// <summary>A network, quantised with ranges learnt from photos up to the layers that features are taken from.</summary>
    /// <param name="model">The network.</param>
    /// <param name="features">What is taken from it.</param>
    /// <param name="photos">Photos such as it will see.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackboneException">There are no photos, or the network cannot be quantised.</exception>
    public static Task<BackboneModel> QuantizeAsync(
        BackboneModel model, FeatureOptions features, ImageSet? photos, BackboneOptions options, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken) => photos is null
            ? throw new BackboneException("To compute in int8 a network needs photos to learn its ranges from: such as it will see, a hundred or more. Give them with --images.")
            : BackboneQuantization.ForPhotosAsync(
                model, photos, new QuantizationOptions { Layers = features.Layers, Preprocessing = features.Preprocessing, Threads = options.Threads }, progress, cancellationToken);
}
