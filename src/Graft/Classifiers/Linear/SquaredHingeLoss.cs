using System.Numerics;

namespace Graft;

/// <summary>max(0, 1 - score)^2 for the row's own class, max(0, 1 + score)^2 for each other one, each with its weight.</summary>
internal sealed class SquaredHingeLoss(OneVersusRest problems) : RowLoss(problems.Labels, problems.Count)
{
    public override double ToResiduals(int firstRow, int rowCount, Span<double> scores, int stride, Span<double> sums, Span<double> curvatures)
    {
        sums.Clear();
        var loss = 0.0;
        for (var r = 0; r < rowCount; r++)
        {
            var row = scores.Slice(r * stride, stride);
            loss += ToResiduals(firstRow + r, row[..ColumnCount]);
            row[ColumnCount..].Clear();
            VectorMath.AddScaled(sums, 1, row[..ColumnCount]);
        }

        return loss;
    }

    private double ToResiduals(int row, Span<double> scores)
    {
        // All scores as of the rest, then the one that is the row's own.
        var own = problems.OwnOf(row);
        var ownScore = own < 0 ? 0 : scores[own];
        var loss = Rest(scores, problems.RestWeight(row));
        if (own < 0)
            return loss;
        var rest = Math.Max(0, 1 + ownScore);
        var shortfall = Math.Max(0, 1 - ownScore);
        var weight = problems.OwnWeight(row);
        scores[own] = -2 * weight * shortfall;
        return loss - problems.RestWeight(row) * rest * rest + weight * shortfall * shortfall;
    }

    private static double Rest(Span<double> scores, double weight)
    {
        var sum = Vector<double>.Zero;
        var k = 0;
        for (; k <= scores.Length - Vector<double>.Count; k += Vector<double>.Count)
        {
            var shortfall = Vector.Max(Vector<double>.Zero, Vector<double>.One + new Vector<double>(scores[k..]));
            sum += shortfall * shortfall;
            (2 * weight * shortfall).CopyTo(scores[k..]);
        }

        var total = Vector.Sum(sum);
        for (; k < scores.Length; k++)
        {
            var shortfall = Math.Max(0, 1 + scores[k]);
            total += shortfall * shortfall;
            scores[k] = 2 * weight * shortfall;
        }

        return weight * total;
    }
}
