using System.Collections.Immutable;

namespace Graft;

/// <summary>Activations that lie in a feature file, a dataset for each tensor at the boundary; the next batch is read while one is used.</summary>
internal sealed class StoredActivations : IActivations
{
    private readonly ImmutableArray<FeatureFile> _files;

    /// <param name="path">The file.</param>
    /// <param name="layers">Its layers, one for each tensor.</param>
    /// <exception cref="FeatureFileException">It is damaged.</exception>
    public StoredActivations(string path, IEnumerable<string> layers) => _files = [.. layers.Select(layer => FeatureFile.Open(path, layer))];

    /// <inheritdoc/>
    public IEnumerable<ActivationBatch> Read(ImmutableArray<int> rows, int batchSize, int epoch, CancellationToken cancellationToken)
    {
        var count = (rows.Length + batchSize - 1) / batchSize;
        var rowLength = _files.Sum(file => (long)file.FeatureCount);
        var batches = Prefetch.Run(
            count, sizeof(float) * rowLength * batchSize, () => Array.ConvertAll<FeatureFile, float[]>([.. _files], file => new float[checked(Math.Min(batchSize, rows.Length) * file.FeatureCount)]), Fill);
        foreach (var (batch, values) in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ActivationBatch(RowsOf(batch), values);
        }

        ReadOnlyMemory<int> RowsOf(int batch) => rows.AsMemory().Slice(batch * batchSize, Math.Min(batchSize, rows.Length - (batch * batchSize)));

        void Fill(int batch, float[][] values)
        {
            var wanted = RowsOf(batch).Span;
            for (var i = 0; i < values.Length; i++)
                _files[i].ReadRows(wanted, values[i].AsSpan(0, wanted.Length * _files[i].FeatureCount));
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}
