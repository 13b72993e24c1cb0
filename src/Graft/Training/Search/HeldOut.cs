using System.Collections.Immutable;

namespace Graft;

/// <summary>What a classifier says of rows that it was not fitted on.</summary>
internal static class HeldOut
{
    // Rows that a thread takes at a time.
    private const int RowsPerPiece = 16;

    /// <summary>Scores of all rows, shape (rows, K), row-major.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="rows">Rows of as many features.</param>
    /// <param name="threads">Threads to use; 0 for one a core.</param>
    /// <param name="cancellationToken">Looked at before each block of rows.</param>
    public static float[] Scores(Classifier classifier, IFeatureRows rows, int threads, CancellationToken cancellationToken)
    {
        var (classCount, width) = (classifier.LabelNames.Length, rows.FeatureCount);
        var scores = new float[checked(rows.RowCount * classCount)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : -1, CancellationToken = cancellationToken };
        foreach (var block in rows.Blocks())
        {
            Parallel.For(0, (block.RowCount + RowsPerPiece - 1) / RowsPerPiece, parallel, piece =>
            {
                var first = piece * RowsPerPiece;
                var count = Math.Min(RowsPerPiece, block.RowCount - first);
                classifier.Scores(
                    block.Values.Span.Slice(first * width, count * width),
                    scores.AsSpan((block.FirstRow + first) * classCount, count * classCount));
            });
        }

        return scores;
    }

    /// <summary>Share of the rows whose own class has the highest score, of equal scores the lower label going first.</summary>
    /// <param name="scores">Shape (rows.Length, classCount), row-major.</param>
    /// <param name="labels">Labels of all rows.</param>
    /// <param name="rows">Which of them the scores are of; at least one.</param>
    /// <param name="classCount">Number of classes.</param>
    public static double Accuracy(float[] scores, ImmutableArray<int> labels, ImmutableArray<int> rows, int classCount)
    {
        var correct = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = scores.AsSpan(i * classCount, classCount);
            correct += row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(row)) == labels[rows[i]] ? 1 : 0;
        }

        return (double)correct / rows.Length;
    }
}
