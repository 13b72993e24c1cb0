namespace Graft.Benchmarks;

/// <summary>Seeded features that look like those of a network after a ReLU: many are 0, and classes overlap.</summary>
internal static class SyntheticFeatures
{
    // A forest looks at one feature at a time, and what a linear model recognises by all of them together would be noise to it.
    private const double ShiftPerFeature = 0.15;

    /// <param name="samples">N; sample i is of class i modulo <paramref name="classes"/>.</param>
    /// <param name="features">D.</param>
    /// <param name="classes">K.</param>
    /// <param name="seed">Decides every value.</param>
    /// <param name="shareOfZeros">About how many of the values are 0.</param>
    /// <param name="separation">How far apart classes lie, all features together, in standard deviations of one.</param>
    /// <param name="part">Other samples of the same classes for each.</param>
    public static FeatureSet Make(
        int samples, int features, int classes, int seed, double shareOfZeros = 0.5, double separation = 4, int part = 0)
    {
        var shift = Shift(shareOfZeros);
        var random = new Random(seed);
        var directions = new float[classes * features];
        for (var i = 0; i < directions.Length; i++)
            directions[i] = (float)Normal(random);
        if (part > 0)
            random = new Random(HashCode.Combine(seed, part));
        var values = new float[samples * features];
        var labels = new int[samples];

        // The class shifts each feature by less the more features there are, which keeps the problem about as hard.
        var strength = separation / Math.Sqrt(features);
        for (var i = 0; i < samples; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < features; j++)
                values[i * features + j] = (float)Math.Max(0, Normal(random) - shift + strength * directions[labels[i] * features + j]);
        }

        var recipe = new FeatureRecipe(
            new BackboneIdentity("synthetic", new string('0', 64), "features"), new Preprocessing { Width = 1, Height = 1 });
        return new FeatureSet(
            values, [.. labels], [.. Enumerable.Range(0, classes).Select(k => $"class {k}")],
            [.. Enumerable.Range(0, samples).Select(i => $"{i}.jpg")], recipe);
    }

    /// <summary>As at VGG16's last pool: four values in five are 0, and each feature says little of the class.</summary>
    public static FeatureSet MakeVggLike(int samples, int features, int classes, int part = 0) =>
        Make(samples, features, classes, seed: 1, shareOfZeros: 0.8, separation: ShiftPerFeature * Math.Sqrt(features), part);

    /// <summary>What must be taken from normal values so that so many are negative: the quantile of a large sample.</summary>
    private static double Shift(double shareOfZeros)
    {
        if (shareOfZeros == 0.5)
            return 0;
        var random = new Random(1);
        var sorted = Enumerable.Range(0, 100_000).Select(_ => Normal(random)).Order().ToArray();
        return sorted[(int)(shareOfZeros * sorted.Length)];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
