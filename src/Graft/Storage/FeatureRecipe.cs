namespace Graft;

/// <summary>Everything that decides what a feature row of a given image looks like.</summary>
/// <param name="Backbone">The network and the layer.</param>
/// <param name="Preprocessing">From picture to tensor.</param>
public sealed record FeatureRecipe(BackboneIdentity Backbone, Preprocessing Preprocessing);
