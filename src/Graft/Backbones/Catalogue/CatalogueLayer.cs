namespace Graft;

/// <summary>A layer of a backbone that is worth taking as features.</summary>
/// <param name="Name">Name of its tensor in the network.</param>
/// <param name="FeatureCount">Values it gives for one image.</param>
public sealed record CatalogueLayer(string Name, int FeatureCount);
