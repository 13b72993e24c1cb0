using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>Cross-entropy of softmax scores, row by row, in double.</summary>
internal static unsafe class SoftmaxRows
{
    /// <summary>Turns scores into residuals: probabilities, less 1 at the true label.</summary>
    /// <param name="scores">Shape (labels.Length, stride), row-major; overwritten. Padding columns become 0.</param>
    /// <param name="classCount">Columns that count.</param>
    /// <param name="stride">Columns with padding, a multiple of 4.</param>
    /// <param name="labels">The true label of each row.</param>
    /// <returns>Sum over the rows of -log p(label), in nats.</returns>
    /// <remarks>Log-sum-exp is shifted by the row maximum. Bishop (2006), section 4.3.4.</remarks>
    public static double ToResiduals(Span<double> scores, int classCount, int stride, ReadOnlySpan<int> labels)
    {
        var loss = 0.0;
        for (var r = 0; r < labels.Length; r++)
        {
            var row = scores.Slice(r * stride, stride);
            row[classCount..].Fill(double.NegativeInfinity);
            var trueScore = row[labels[r]];
            var max = Max(row);
            var sum = Exponentiate(row, max);
            Scale(row, 1 / sum);
            row[labels[r]] -= 1;
            loss += Math.Log(sum) + max - trueScore;
        }

        return loss;
    }

    private static double Max(ReadOnlySpan<double> row)
    {
        var max = row[0];
        foreach (var value in row)
            max = Math.Max(max, value);
        return max;
    }

    private static double Exponentiate(Span<double> row, double shift)
    {
        var sum = Vector256<double>.Zero;
        fixed (double* values = row)
        {
            for (var j = 0; j < row.Length; j += Vector256<double>.Count)
            {
                var power = Vector256.Exp(Vector256.Load(values + j) - Vector256.Create(shift));
                power.Store(values + j);
                sum += power;
            }
        }

        return Vector256.Sum(sum);
    }

    private static void Scale(Span<double> row, double factor)
    {
        for (var j = 0; j < row.Length; j++)
            row[j] *= factor;
    }
}
