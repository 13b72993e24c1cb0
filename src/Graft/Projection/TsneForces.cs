namespace Graft;

/// <summary>
/// The gradient of the divergence KL(P || Q) = sum of p_ij log(p_ij / q_ij), where q_ij = w_ij / Z, w_ij = 1 / (1 + |y_i - y_j|^2)
/// and Z is the sum of w over all pairs: 4 (sum over j of p_ij w_ij (y_i - y_j) - 1/Z sum over j of w_ij^2 (y_i - y_j)).
/// </summary>
/// <remarks>The second sum is taken over the squares of a <see cref="Quadtree"/>. Each point's sums are made by one thread, and Z in the order of the points.</remarks>
internal sealed class TsneForces
{
    private const int PointsPerPiece = 64;

    private readonly Affinities _affinities;
    private readonly double _squaredTheta;
    private readonly ParallelOptions _parallel;
    private readonly Quadtree _tree;
    private readonly Action<int> _piece;
    private readonly double[] _sums;
    private readonly double[] _repulsionX;
    private readonly double[] _repulsionY;
    private double[] _x = [];
    private double[] _y = [];
    private double _exaggeration;

    /// <param name="affinities">P.</param>
    /// <param name="theta">How far apart squares must be to count as a point, at least 0 and less than 0.7; with 0 none do.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public TsneForces(Affinities affinities, double theta, ParallelOptions parallel)
    {
        (_affinities, _squaredTheta, _parallel) = (affinities, theta * theta, parallel);
        _tree = new Quadtree(affinities.RowCount);
        (_sums, _repulsionX, _repulsionY) = (new double[affinities.RowCount], new double[affinities.RowCount], new double[affinities.RowCount]);
        (GradientX, GradientY) = (new double[affinities.RowCount], new double[affinities.RowCount]);
        _piece = AddPiece;
    }

    public double[] GradientX { get; }

    public double[] GradientY { get; }

    /// <summary>Makes the gradient at the points, P being multiplied by <paramref name="exaggeration"/>.</summary>
    public void Update(double[] x, double[] y, double exaggeration)
    {
        (_x, _y, _exaggeration) = (x, y, exaggeration);
        _tree.Build(x, y);
        Parallel.For(0, (x.Length + PointsPerPiece - 1) / PointsPerPiece, _parallel, _piece);
        var z = 0.0;
        foreach (var sum in _sums)
            z += sum;
        // A sum has its own point too, which repels itself with 1.
        z = Math.Max(z - x.Length, double.Epsilon);
        for (var i = 0; i < x.Length; i++)
        {
            GradientX[i] = 4 * (GradientX[i] - (_repulsionX[i] / z));
            GradientY[i] = 4 * (GradientY[i] - (_repulsionY[i] / z));
        }
    }

    private void AddPiece(int piece)
    {
        var order = _tree.Order;
        for (var place = piece * PointsPerPiece; place < Math.Min((piece + 1) * PointsPerPiece, order.Length); place++)
        {
            var i = order[place];
            _sums[i] = _tree.Repulsion(_x[i], _y[i], _squaredTheta, out _repulsionX[i], out _repulsionY[i]);
            AddAttraction(i);
        }
    }

    private void AddAttraction(int i)
    {
        var columns = _affinities.Columns(i);
        var values = _affinities.Values(i);
        var (x, y) = (_x, _y);
        var (px, py) = (x[i], y[i]);
        double forceX = 0, forceY = 0;
        for (var k = 0; k < columns.Length; k++)
        {
            var j = columns[k];
            var (dx, dy) = (px - x[j], py - y[j]);
            var weighted = values[k] / (1 + (dx * dx) + (dy * dy));
            forceX += weighted * dx;
            forceY += weighted * dy;
        }

        (GradientX[i], GradientY[i]) = (_exaggeration * forceX, _exaggeration * forceY);
    }
}
