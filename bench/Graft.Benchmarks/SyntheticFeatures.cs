namespace Graft.Benchmarks;

/// <summary>Seeded features that look like those of a network after a ReLU: half are 0, and classes overlap.</summary>
internal static class SyntheticFeatures
{
    public static FeatureSet Make(int samples, int features, int classes, int seed)
    {
        var random = new Random(seed);
        var directions = new float[classes * features];
        for (var i = 0; i < directions.Length; i++)
            directions[i] = (float)Normal(random);
        var values = new float[samples * features];
        var labels = new int[samples];

        // The class shifts each feature by less the more features there are, which keeps the problem about as hard.
        var strength = 4 / Math.Sqrt(features);
        for (var i = 0; i < samples; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < features; j++)
                values[i * features + j] = (float)Math.Max(0, Normal(random) + strength * directions[labels[i] * features + j]);
        }

        var recipe = new FeatureRecipe(
            new BackboneIdentity("synthetic", new string('0', 64), "features"), new Preprocessing { Width = 1, Height = 1 });
        return new FeatureSet(
            values, [.. labels], [.. Enumerable.Range(0, classes).Select(k => $"class {k}")],
            [.. Enumerable.Range(0, samples).Select(i => $"{i}.jpg")], recipe);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
