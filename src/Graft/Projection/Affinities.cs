namespace Graft;

/// <summary>
/// How much rows are neighbours, a sparse symmetric matrix whose elements sum to 1: p_ij = (p_j|i + p_i|j) / 2N, where
/// p_j|i is proportional to exp(-beta_i d_ij^2) among the nearest neighbours j of i, and beta_i gives row i the perplexity that
/// is asked for.
/// </summary>
internal sealed class Affinities
{
    // That of scikit-learn, of the entropy in nats.
    private const double EntropyTolerance = 1e-5;
    private const int MostHalvings = 200;

    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly double[] _values;

    private Affinities(int[] starts, int[] columns, double[] values) => (_starts, _columns, _values) = (starts, columns, values);

    /// <summary>N.</summary>
    public int RowCount => _starts.Length - 1;

    /// <summary>Rows to which a row has an affinity, in ascending order.</summary>
    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_starts[row]..(_starts[row + 1]));

    /// <summary>The affinities to these.</summary>
    public ReadOnlySpan<double> Values(int row) => _values.AsSpan(_starts[row]..(_starts[row + 1]));

    /// <summary>Of the nearest neighbours of all rows.</summary>
    public static Affinities Of(NeighborGraph graph, int rowCount, double perplexity, ParallelOptions parallel)
    {
        var k = graph.NeighborCount;
        var conditional = new double[rowCount * k];
        Parallel.For(0, rowCount, parallel, row => Conditional(graph.Distances(row), perplexity, conditional.AsSpan(row * k, k)));
        return Symmetric(graph, conditional, rowCount);
    }

    /// <summary>p_j|i for the neighbours j of one row i, by bisection.</summary>
    /// <param name="distances">The nearest first.</param>
    /// <param name="perplexity">exp of the entropy that is asked for.</param>
    /// <param name="probabilities">As many; they sum to 1.</param>
    internal static void Conditional(ReadOnlySpan<float> distances, double perplexity, Span<double> probabilities)
    {
        // Less that of the nearest, which changes no quotient and lets none vanish altogether.
        var squares = new double[distances.Length];
        for (var j = 0; j < squares.Length; j++)
            squares[j] = ((double)distances[j] * distances[j]) - ((double)distances[0] * distances[0]);
        var mean = squares.Average();
        var (beta, low, high) = (mean > 0 ? 1 / mean : 0, 0.0, double.PositiveInfinity);
        for (var step = 0; step < MostHalvings; step++)
        {
            var excess = Entropy(squares, beta, probabilities) - Math.Log(perplexity);
            // Where more rows than asked for are as near as the nearest, no beta is large enough; nor is any where all are equal.
            if (Math.Abs(excess) <= EntropyTolerance || mean <= 0 || beta > double.MaxValue / 4 / (mean + 1))
                return;
            if (excess > 0)
                (low, beta) = (beta, double.IsPositiveInfinity(high) ? 2 * beta : (beta + high) / 2);
            else
                (high, beta) = (beta, (beta + low) / 2);
        }
    }

    private static double Entropy(double[] squares, double beta, Span<double> probabilities)
    {
        double sum = 0, weighted = 0;
        for (var j = 0; j < squares.Length; j++)
        {
            probabilities[j] = Math.Exp(-beta * squares[j]);
            sum += probabilities[j];
            weighted += probabilities[j] * squares[j];
        }

        for (var j = 0; j < squares.Length; j++)
            probabilities[j] /= sum;
        return Math.Log(sum) + (beta * weighted / sum);
    }

    /// <summary>Each pair is entered for both of its rows; rows that are neighbours of one another then meet twice, and are added up.</summary>
    private static Affinities Symmetric(NeighborGraph graph, double[] conditional, int rowCount)
    {
        var ends = new int[rowCount + 1];
        for (var row = 0; row < rowCount; row++)
        {
            ends[row + 1] += graph.NeighborCount;
            foreach (var neighbor in graph.Rows(row))
                ends[neighbor + 1]++;
        }

        for (var row = 0; row < rowCount; row++)
            ends[row + 1] += ends[row];
        var (columns, values, places) = (new int[ends[rowCount]], new double[ends[rowCount]], ends[..rowCount]);
        for (var row = 0; row < rowCount; row++)
        {
            var neighbors = graph.Rows(row);
            for (var j = 0; j < neighbors.Length; j++)
            {
                var half = conditional[(row * neighbors.Length) + j] / 2 / rowCount;
                Enter(row, neighbors[j], half);
                Enter(neighbors[j], row, half);
            }
        }

        return Merged(ends, columns, values);

        void Enter(int row, int column, double value) => (columns[places[row]], values[places[row]++]) = (column, value);
    }

    /// <summary>Orders the entries of each row, and adds up those of the same column.</summary>
    private static Affinities Merged(int[] ends, int[] columns, double[] values)
    {
        var (starts, count) = (new int[ends.Length], 0);
        for (var row = 0; row < ends.Length - 1; row++)
        {
            var (first, end) = (ends[row], ends[row + 1]);
            Array.Sort(columns, values, first, end - first);
            for (var place = first; place < end; place++)
            {
                if (count > starts[row] && columns[count - 1] == columns[place])
                    values[count - 1] += values[place];
                else
                    (columns[count], values[count++]) = (columns[place], values[place]);
            }

            starts[row + 1] = count;
        }

        return new Affinities(starts, columns[..count], values[..count]);
    }
}
