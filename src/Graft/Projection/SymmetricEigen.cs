namespace Graft;

/// <summary>All eigenvalues of a small symmetric matrix, by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5).</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Pairs of eigenvalue and eigenvector, the largest first.</summary>
    /// <param name="matrix">Square and symmetric; overwritten.</param>
    public static Eigenpair[] Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var vectors = Enumerable.Range(0, n).Select(k => new double[n]).ToArray();
        for (var k = 0; k < n; k++)
            vectors[k][k] = 1;
        for (var sweep = 0; sweep < MostSweeps && !IsDiagonal(matrix, n); sweep++)
        {
            for (var p = 0; p < n - 1; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(matrix, vectors, n, p, q);
            }
        }

        return [.. Enumerable.Range(0, n).Select(k => new Eigenpair(matrix[k, k], vectors[k])).OrderByDescending(pair => pair.Value)];
    }

    /// <summary>Makes element (p, q) 0.</summary>
    private static void Rotate(double[,] matrix, double[][] vectors, int n, int p, int q)
    {
        if (matrix[p, q] == 0)
            return;
        var ratio = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var tangent = double.IsInfinity(ratio) ? 0 : Math.CopySign(1 / (Math.Abs(ratio) + double.Hypot(1, ratio)), ratio);
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < n; k++)
            (matrix[k, p], matrix[k, q]) = ((cosine * matrix[k, p]) - (sine * matrix[k, q]), (sine * matrix[k, p]) + (cosine * matrix[k, q]));
        for (var k = 0; k < n; k++)
            (matrix[p, k], matrix[q, k]) = ((cosine * matrix[p, k]) - (sine * matrix[q, k]), (sine * matrix[p, k]) + (cosine * matrix[q, k]));
        matrix[p, q] = matrix[q, p] = 0;
        for (var k = 0; k < n; k++)
            (vectors[p][k], vectors[q][k]) = ((cosine * vectors[p][k]) - (sine * vectors[q][k]), (sine * vectors[p][k]) + (cosine * vectors[q][k]));
    }

    private static bool IsDiagonal(double[,] matrix, int n)
    {
        double diagonal = 0, rest = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i == j)
                    diagonal += matrix[i, i] * matrix[i, i];
                else
                    rest += matrix[i, j] * matrix[i, j];
            }
        }

        return rest <= 1e-32 * diagonal;
    }
}
