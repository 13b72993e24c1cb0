using System.Collections.Immutable;

namespace Graft;

/// <summary>The two directions in which feature rows differ most.</summary>
public static class PrincipalComponents
{
    /// <summary>
    /// A point for each row: its first two principal components, those that scikit-learn's
    /// <c>PCA(n_components=2).fit_transform</c> has. Of each the value that is farthest from 0 is positive.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static ImmutableArray<MapPoint> Map(IFeatureRows rows, CancellationToken cancellationToken = default) => Of(rows, 0, cancellationToken).Points;

    /// <summary>
    /// The map, and how much of the rows it shows. The directions v are those of the largest v^T A v, A being the sum of
    /// (x - mean) (x - mean)^T over the rows x; they are found to convergence, in passes over blocks of rows.
    /// </summary>
    /// <remarks>Where rows differ in one direction, or in none, the coordinates that are left are 0.</remarks>
    /// <param name="rows">Any number, of any number of features; all finite.</param>
    /// <param name="threads">Threads to use; 0 for one a core. Their number changes no bit of the result.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PrincipalMap Of(IFeatureRows rows, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (rows.RowCount == 0 || rows.FeatureCount == 0)
            return new PrincipalMap([.. new MapPoint[rows.RowCount]], 0, 0);
        var parallel = ThreadOptions.Parallel(threads, cancellationToken);
        var matrix = new CentredRows(rows, parallel);
        double[][] directions = [.. LargestEigenpairs.Of(matrix.ColumnCount, 2, matrix.MultiplySquare).Select(pair => pair.Vector)];
        // What rounding leaves of a direction in which the rows do not differ.
        var rounding = 1e-13 * 1e-13 * matrix.SquareSum;
        double[][] coordinates = [.. matrix.Multiply(directions).Where(values => VectorMath.Dot(values, values) > rounding).Select(Oriented)];
        return new PrincipalMap(
            [.. Enumerable.Range(0, rows.RowCount).Select(row => new MapPoint(Coordinate(0, row), Coordinate(1, row)))], Share(0), Share(1));

        double Coordinate(int number, int row) => number < coordinates.Length ? coordinates[number][row] : 0;

        double Share(int number) => number < coordinates.Length ? Math.Min(1, VectorMath.Dot(coordinates[number], coordinates[number]) / matrix.CentredSquareSum) : 0;
    }

    /// <summary>An eigenvector may as well point the other way; scikit-learn up to 1.4 decides so.</summary>
    private static double[] Oriented(double[] values)
    {
        // Of values that are as far from 0 but for rounding, the first counts.
        var farthest = values.Max(Math.Abs) * (1 - 1e-9);
        var sign = Math.Sign(Array.Find(values, value => Math.Abs(value) >= farthest));
        return sign < 0 ? Array.ConvertAll(values, value => -value) : values;
    }
}
