namespace Graft;

/// <summary>For each sample the predicted label, and how many classes come before the true one.</summary>
internal sealed class RankedPredictions(int sampleCount)
{
    private readonly int[] _labels = new int[sampleCount];
    private readonly int[] _ranks = new int[sampleCount];

    /// <summary>Predicted label of each sample.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Predicts in blocks of rows, so that neither the rows nor the scores of the whole set are ever in memory.</summary>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    public static RankedPredictions Of(Classifier classifier, IFeatureRows test, int[] labels, CancellationToken cancellationToken)
    {
        var predictions = new RankedPredictions(test.RowCount);
        var classCount = classifier.LabelNames.Length;
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        RowPieces.For(TrainingChecks.FiniteBlocks(test), test.FeatureCount, parallel, (firstRow, rowCount, values) =>
        {
            var probabilities = new float[rowCount * classCount];
            classifier.Probabilities(values, probabilities);
            predictions.Add(firstRow, probabilities, labels.AsSpan(firstRow, rowCount), classCount);
        });
        return predictions;
    }

    /// <summary>Fraction of samples for which fewer than <paramref name="rank"/> classes come before the true one.</summary>
    public double FractionRankedBelow(int rank) => (double)_ranks.Count(r => r < rank) / _ranks.Length;

    /// <summary>Enters a block of samples, of equal scores the lower label first.</summary>
    public void Add(int firstSample, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var row = scores.Slice(i * classCount, classCount);
            var (best, rank) = (0, 0);
            for (var k = 0; k < classCount; k++)
            {
                if (row[k] > row[best])
                    best = k;
                if (row[k] > row[labels[i]] || (row[k] == row[labels[i]] && k < labels[i]))
                    rank++;
            }

            _labels[firstSample + i] = best;
            _ranks[firstSample + i] = rank;
        }
    }
}
