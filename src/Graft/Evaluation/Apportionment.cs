namespace Graft;

/// <summary>Shares a number of draws out to classes in proportion to their sizes.</summary>
internal static class Apportionment
{
    /// <summary>
    /// Whole shares by largest remainder, ties broken at random: the mode of the multivariate hypergeometric distribution,
    /// with scikit-learn's arithmetic and order of random numbers.
    /// </summary>
    /// <param name="sizes">Size of each class.</param>
    /// <param name="draws">What to share out, at most the sum of the sizes.</param>
    /// <param name="random">Breaks ties.</param>
    public static int[] Share(int[] sizes, int draws, MersenneTwister random)
    {
        double total = sizes.Sum();
        // Division first, as there: the order decides the last bit, and that decides ties.
        var exact = Array.ConvertAll(sizes, size => size / total * draws);
        var shares = Array.ConvertAll(exact, share => (int)share);
        var left = draws - shares.Sum();
        foreach (var tied in Enumerable.Range(0, sizes.Length).GroupBy(k => exact[k] - shares[k]).OrderByDescending(group => group.Key))
        {
            if (left == 0)
                break;
            var classes = tied.ToArray();
            foreach (var chosen in random.Permutation(classes.Length).Take(left).ToArray())
            {
                shares[classes[chosen]]++;
                left--;
            }
        }

        return shares;
    }
}
