using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>Cross-entropy of softmax scores in nats: the derivative is the probabilities, less 1 at the true label.</summary>
/// <param name="labels">The true label of each row.</param>
/// <param name="weights">How much each row counts; null when all count 1.</param>
/// <param name="classCount">K.</param>
/// <remarks>Log-sum-exp is shifted by the row maximum. Bishop (2006), section 4.3.4.</remarks>
internal sealed unsafe class SoftmaxLoss(int[] labels, double[]? weights, int classCount) : RowLoss(labels, classCount)
{
    public override double ToResiduals(int firstRow, int rowCount, Span<double> scores, int stride, Span<double> sums, Span<double> curvatures)
    {
        // Exponentials are taken four at a time.
        var used = (ColumnCount + 3) / 4 * 4;
        sums.Clear();
        curvatures.Clear();
        var loss = 0.0;
        for (var r = 0; r < rowCount; r++)
        {
            var row = scores.Slice(r * stride, stride);
            var label = Labels[firstRow + r];
            var weight = weights is null ? 1 : weights[firstRow + r];
            row[ColumnCount..used].Fill(double.NegativeInfinity);
            var trueScore = row[label];
            var max = Max(row[..ColumnCount]);
            var sum = Exponentiate(row[..used], max);
            row[used..].Clear();
            Finish(row[..ColumnCount], label, 1 / sum, weight, sums, curvatures);
            loss += weight * (Math.Log(sum) + max - trueScore);
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

    private static void Finish(Span<double> row, int label, double factor, double weight, Span<double> sums, Span<double> curvatures)
    {
        for (var k = 0; k < row.Length; k++)
        {
            var probability = row[k] * factor;
            row[k] = weight * (k == label ? probability - 1 : probability);
            sums[k] += row[k];
            curvatures[k] += weight * probability * (1 - probability);
        }
    }
}
