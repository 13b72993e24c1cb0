namespace Graft;

/// <summary>
/// The largest eigenvalues of a symmetric matrix that is known only by its products: block Krylov iteration with
/// Rayleigh-Ritz, begun anew from the best vectors when the basis is full (Davidson 1975 without a preconditioner; Saad,
/// Numerical Methods for Large Eigenvalue Problems, 2011, chapter 8).
/// </summary>
internal static class LargestEigenpairs
{
    // A few vectors more than are asked for, so that eigenvalues that lie close together are found at once.
    private const int BlockSize = 6;
    private const int LargestBasis = 60;

    // Of a residual to its eigenvalue. A vector is then off by this over the relative distance to the next eigenvalue.
    private const double Tolerance = 1e-9;

    // In a spectrum without any gap the residuals are small long before.
    private const int MostPasses = 1000;

    /// <summary>The pairs of the largest eigenvalues, in falling order; fewer where the matrix has no more dimensions.</summary>
    /// <param name="size">Rows of the matrix.</param>
    /// <param name="count">How many pairs, at most 3.</param>
    /// <param name="multiply">The products of the matrix, positive semidefinite, with some vectors.</param>
    public static Eigenpair[] Of(int size, int count, Func<double[][], double[][]> multiply)
    {
        var basis = new List<double[]>();
        var images = new List<double[]>();
        var random = new Xoshiro256(0, 0);
        var fresh = Enumerable.Range(0, Math.Min(BlockSize, size)).Select(_ => Random(size, ref random)).ToList();
        Eigenpair[] pairs = [];
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var added = Orthonormalize(fresh, basis);
            if (added.Count == 0)
                break;
            basis.AddRange(added);
            images.AddRange(multiply([.. added]));
            var small = SymmetricEigen.Of(Products(basis, images));
            var best = small.Take(Math.Min(basis.Count, basis.Count + BlockSize > LargestBasis ? 2 * BlockSize : BlockSize)).ToArray();
            double[][] vectors = [.. best.Select(pair => Combine(basis, pair.Vector))], products = [.. best.Select(pair => Combine(images, pair.Vector))];
            pairs = [.. best.Select((pair, k) => new Eigenpair(pair.Value, vectors[k])).Take(count)];
            fresh = [.. best.Take(BlockSize).Select((pair, k) => Residual(products[k], pair.Value, vectors[k]))];
            // Below the rounding of the largest there is nothing to be found.
            if (Enumerable.Range(0, pairs.Length).All(k => Length(fresh[k]) <= Math.Max(Tolerance * pairs[k].Value, 1e-15 * pairs[0].Value)))
                break;
            if (basis.Count + BlockSize > LargestBasis)
                (basis, images) = ([.. vectors], [.. products]);
        }

        return pairs;
    }

    private static double[] Random(int size, ref Xoshiro256 random)
    {
        var vector = new double[size];
        for (var i = 0; i < size; i++)
            vector[i] = ((random.Next() >> 11) * (1.0 / (1L << 52))) - 1;
        return vector;
    }

    /// <summary>What vectors add to a basis; of those that add nothing but rounding, nothing.</summary>
    private static List<double[]> Orthonormalize(List<double[]> vectors, List<double[]> basis)
    {
        var added = new List<double[]>();
        foreach (var vector in vectors)
        {
            var length = Length(vector);
            if (length == 0)
                continue;
            VectorMath.Scale(vector, 1 / length);
            // The second time takes away what the first left by rounding.
            var left = Project(vector, basis, added);
            if (left < 1e-10)
                continue;
            VectorMath.Scale(vector, 1 / left);
            VectorMath.Scale(vector, 1 / Project(vector, basis, added));
            added.Add(vector);
        }

        return added;
    }

    private static double Project(double[] vector, List<double[]> basis, List<double[]> added)
    {
        foreach (var other in basis.Concat(added))
            VectorMath.AddScaled(vector, -VectorMath.Dot(vector, other), other);
        return Length(vector);
    }

    /// <summary>Basis^T images, made symmetric.</summary>
    private static double[,] Products(List<double[]> basis, List<double[]> images)
    {
        var products = new double[basis.Count, basis.Count];
        for (var i = 0; i < basis.Count; i++)
        {
            for (var j = 0; j <= i; j++)
                products[i, j] = products[j, i] = VectorMath.Dot(basis[i], images[j]);
        }

        return products;
    }

    private static double[] Combine(List<double[]> vectors, double[] factors)
    {
        var sum = new double[vectors[0].Length];
        for (var k = 0; k < vectors.Count; k++)
            VectorMath.AddScaled(sum, factors[k], vectors[k]);
        return sum;
    }

    private static double[] Residual(double[] image, double value, double[] vector)
    {
        var residual = image.ToArray();
        VectorMath.AddScaled(residual, -value, vector);
        return residual;
    }

    private static double Length(double[] vector) => Math.Sqrt(VectorMath.Dot(vector, vector));
}
