using System.Collections.Immutable;

namespace Graft;

/// <summary>For each sample the predicted label and how sure that is, and how many classes come before the true one.</summary>
internal sealed class RankedPredictions(int sampleCount)
{
    private readonly int[] _labels = new int[sampleCount];
    private readonly int[] _ranks = new int[sampleCount];
    private readonly float[] _probabilities = new float[sampleCount];
    private readonly float[] _trueProbabilities = new float[sampleCount];

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

    /// <summary>Samples for which fewer than <paramref name="rank"/> classes come before the true one.</summary>
    public int CountRankedBelow(int rank) => _ranks.Count(r => r < rank);

    /// <summary>Of the probabilities of the predicted labels.</summary>
    public ImmutableArray<ReliabilityBin> ReliabilityBins() =>
        ExpectedCalibrationError.Bins(_probabilities, [.. _ranks.Select(rank => rank == 0)], ExpectedCalibrationError.UsualBins);

    /// <summary>Samples whose predicted label is not the true one, by falling probability.</summary>
    public ImmutableArray<Mistake> Mistakes(ReadOnlySpan<int> labels)
    {
        var mistakes = new List<Mistake>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (_ranks[i] > 0)
                mistakes.Add(new Mistake(i, labels[i], _labels[i], _probabilities[i], _trueProbabilities[i]));
        }

        return [.. mistakes.OrderByDescending(mistake => mistake.Probability)];
    }

    /// <summary>Enters a block of samples, of equal probabilities the lower label first.</summary>
    public void Add(int firstSample, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int classCount)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var row = probabilities.Slice(i * classCount, classCount);
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
            _probabilities[firstSample + i] = row[best];
            _trueProbabilities[firstSample + i] = row[labels[i]];
        }
    }
}
