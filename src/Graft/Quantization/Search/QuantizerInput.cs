using System.Collections.Immutable;

namespace Graft;

/// <summary>What a network is quantised with.</summary>
/// <param name="Photos">Tensors of photos.</param>
/// <param name="Preprocessing">Their size.</param>
/// <param name="Backbone">How networks are run.</param>
/// <param name="MaxError">The largest error of the features.</param>
/// <param name="Cancellation">Stops it.</param>
internal sealed record QuantizerInput(ImmutableArray<float[]> Photos, Preprocessing Preprocessing, BackboneOptions Backbone, double MaxError, CancellationToken Cancellation);
