using System.Collections.Immutable;

namespace Graft;

/// <summary>Where activations at the boundary come from: a file, or photos that are run through the part that stays.</summary>
internal interface IActivations : IDisposable
{
    /// <summary>Batches of rows, in the order asked for; the last may be smaller.</summary>
    /// <param name="rows">Rows of the feature file.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    /// <param name="epoch">Decides how photos are varied; 0 for not at all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    IEnumerable<ActivationBatch> Read(ImmutableArray<int> rows, int batchSize, int epoch, CancellationToken cancellationToken);
}
