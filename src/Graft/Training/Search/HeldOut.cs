using System.Collections.Immutable;

namespace Graft;

/// <summary>What a classifier says of rows that it was not fitted on.</summary>
internal static class HeldOut
{
    /// <summary>Scores of all rows, shape (rows, K), row-major.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="rows">Rows of as many features.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static float[] Scores(Classifier classifier, IFeatureRows rows, ParallelOptions parallel)
    {
        var classCount = classifier.LabelNames.Length;
        var scores = new float[checked(rows.RowCount * classCount)];
        RowPieces.For(rows.Blocks(), rows.FeatureCount, parallel, (firstRow, rowCount, values) =>
            classifier.Scores(values, scores.AsSpan(firstRow * classCount, rowCount * classCount)));
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
