namespace Graft;

/// <summary>For each sample the predicted label, and how many classes come before the true one.</summary>
internal sealed class RankedPredictions(int sampleCount)
{
    private const int RowBlock = 256;

    private readonly int[] _labels = new int[sampleCount];
    private readonly int[] _ranks = new int[sampleCount];

    /// <summary>Predicted label of each sample.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Predicts in blocks of rows, so that the scores of the whole set are never in memory.</summary>
    public static RankedPredictions Of(LinearClassifier classifier, FeatureSet test, int[] labels)
    {
        var predictions = new RankedPredictions(test.SampleCount);
        var classCount = classifier.LabelNames.Length;
        Parallel.For(0, (test.SampleCount + RowBlock - 1) / RowBlock, block =>
        {
            var first = block * RowBlock;
            var rowCount = Math.Min(RowBlock, test.SampleCount - first);
            var scores = new float[rowCount * classCount];
            classifier.Scores(test.Features.Span.Slice(first * test.FeatureCount, rowCount * test.FeatureCount), scores);
            predictions.Add(first, scores, labels.AsSpan(first, rowCount), classCount);
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
