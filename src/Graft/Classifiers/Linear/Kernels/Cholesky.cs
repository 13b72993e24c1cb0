namespace Graft;

/// <summary>Solves a symmetric positive definite system.</summary>
internal static class Cholesky
{
    /// <summary>Overwrites <paramref name="vector"/> with the solution x of A x = vector.</summary>
    /// <param name="matrix">A, shape (n, n), row-major; only what is not above the diagonal is looked at, and overwritten.</param>
    /// <param name="vector">n values.</param>
    /// <returns>Whether A is positive definite; if not, the vector means nothing.</returns>
    public static bool Solve(double[] matrix, double[] vector)
    {
        var n = vector.Length;
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * n, i + 1);
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - VectorMath.Dot(row[..j], matrix.AsSpan(j * n, j))) / matrix[j * n + j];
            var pivot = row[i] - VectorMath.Dot(row[..i], row[..i]);
            if (!(pivot > 0))
                return false;
            row[i] = Math.Sqrt(pivot);
            vector[i] = (vector[i] - VectorMath.Dot(row[..i], vector.AsSpan(0, i))) / row[i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            vector[i] /= matrix[i * n + i];
            VectorMath.AddScaled(vector.AsSpan(0, i), -vector[i], matrix.AsSpan(i * n, i));
        }

        return true;
    }
}
