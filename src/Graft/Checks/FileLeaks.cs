using System.Collections.Immutable;

namespace Graft;

/// <summary>Finds traits of image files that tell the classes apart.</summary>
internal static class FileLeaks
{
    // The p-value of a test with so many permutations is at least 0.001 (North, Curtis, Sham: "A Note on the Calculation of
    // Empirical P Values from Monte Carlo Procedures", 2002).
    private const int Permutations = 999;

    // A weaker dependence tells nobody anything, however sure it is.
    private const double LeastV = 0.1;
    private const double MostP = 0.01;

    private const int Folds = 5;

    /// <param name="traits">Values of the traits of each photo, as <see cref="PhotoHeader.Read"/> gives them; at least one photo.</param>
    /// <param name="labels">Label of each photo.</param>
    /// <param name="labelNames">Class names in label order.</param>
    /// <param name="seed">Decides permutations and folds.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static FileTraits Of(IReadOnlyList<string[]> traits, int[] labels, ImmutableArray<string> labelNames, int seed, ParallelOptions parallel)
    {
        var leaks = new FileLeak?[PhotoHeader.Traits.Length];
        Parallel.For(0, leaks.Length, parallel, trait => leaks[trait] = Leak(trait, traits, labels, labelNames, seed));
        var sizes = labels.CountBy(label => label).Select(pair => pair.Value).ToArray();
        return new FileTraits(
            labels.Length, sizes.Length < 2 ? null : Accuracy(traits, labels, labelNames.Length, seed), (double)sizes.Max() / labels.Length,
            [.. leaks.OfType<FileLeak>().OrderByDescending(leak => leak.CramersV)]);
    }

    private static FileLeak? Leak(int trait, IReadOnlyList<string[]> traits, int[] labels, ImmutableArray<string> labelNames, int seed)
    {
        string[] values = [.. traits.Select(photo => photo[trait]).Distinct().Order(StringComparer.Ordinal)];
        int[] codes = [.. traits.Select(photo => Array.BinarySearch(values, photo[trait], StringComparer.Ordinal))];
        var table = ContingencyTable.Of(labels, codes, labelNames.Length, values.Length);
        var v = table.CramersV();
        if (v < LeastV)
            return null;
        var p = PValue(table.ChiSquare(), labels, codes, labelNames.Length, values.Length, seed);
        if (p > MostP)
            return null;
        // Where one value is all that another is not, the rarer one says more.
        var telling = Enumerable.Range(0, values.Length)
            .OrderByDescending(value => Math.Round(Shares(value).Max(share => share.Share) - Shares(value).Min(share => share.Share), 9))
            .ThenBy(value => codes.Count(code => code == value)).First();
        return new FileLeak(PhotoHeader.Traits[trait], v, p, values[telling], [.. Shares(telling).OrderByDescending(share => share.Share)]);

        IEnumerable<ClassShare> Shares(int value) => Enumerable.Range(0, labelNames.Length).Where(k => table.RowTotal(k) > 0)
            .Select(k => new ClassShare(labelNames[k], (double)table[k, value] / table.RowTotal(k)));
    }

    private static double PValue(double chiSquare, int[] labels, int[] codes, int classCount, int valueCount, int seed)
    {
        var random = new MersenneTwister(unchecked((uint)seed));
        var reached = 0;
        for (var i = 0; i < Permutations; i++)
        {
            var order = random.Permutation(labels.Length);
            if (ContingencyTable.Of(Array.ConvertAll(order, row => labels[row]), codes, classCount, valueCount).ChiSquare() >= chiSquare)
                reached++;
        }

        return (reached + 1.0) / (Permutations + 1);
    }

    /// <summary>Naive Bayes on the traits, with one more of each value than was seen, on folds that it has not seen.</summary>
    internal static double Accuracy(IReadOnlyList<string[]> traits, int[] labels, int classCount, int seed)
    {
        var order = new MersenneTwister(unchecked((uint)seed)).Permutation(labels.Length);
        var right = 0;
        for (var fold = 0; fold < Math.Min(Folds, labels.Length); fold++)
        {
            var model = new TraitClassifier(PhotoHeader.Traits.Length, classCount);
            for (var i = 0; i < order.Length; i++)
            {
                if (i % Folds != fold)
                    model.Add(traits[order[i]], labels[order[i]]);
            }

            for (var i = fold; i < order.Length; i += Folds)
                right += model.Predict(traits[order[i]]) == labels[order[i]] ? 1 : 0;
        }

        return (double)right / labels.Length;
    }
}
