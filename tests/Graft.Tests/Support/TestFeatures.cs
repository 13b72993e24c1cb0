using System.Collections.Immutable;

namespace Graft.Tests.Support;

/// <summary>Small seeded feature sets, and files of them.</summary>
internal static class TestFeatures
{
    public static FeatureRecipe Recipe { get; } = new(
        new BackboneIdentity("test", new string('a', 64), "pool"),
        new Preprocessing { Width = 2, Height = 2 });

    /// <summary>Rows of noise around a centre of their class, so that classes can be told apart.</summary>
    public static FeatureSet Set(int rowsPerClass, int featureCount, string[] labelNames, int seed = 1)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, rowsPerClass * labelNames.Length).Select(row => row % labelNames.Length).ToImmutableArray();
        var features = new float[labels.Length * featureCount];
        for (var i = 0; i < features.Length; i++)
            features[i] = random.NextSingle() + (i % featureCount == labels[i / featureCount] % featureCount ? 2 : 0);
        return new FeatureSet(features, labels, [.. labelNames], [.. labels.Select((label, row) => $"{labelNames[label]}/{row}.jpg")], Recipe);
    }

    public static Hdf5RowOptions Options(int featureCount, params ImmutableArray<string> labelNames) =>
        new() { RowShape = [featureCount], LabelNames = labelNames, Recipe = Recipe };

    public static string Write(string path, FeatureSet set)
    {
        using var writer = Hdf5RowWriter.Create(path, Options(set.FeatureCount, [.. set.LabelNames]) with { Recipe = set.Recipe });
        writer.Add(set.Features.Span, set.Labels.AsSpan(), set.Paths.AsSpan());
        writer.Complete();
        return path;
    }

    /// <summary>Overlapping classes that look like features after a ReLU, sample i being of class i % classCount.</summary>
    public static FeatureSet Make(int samples, int features, int classCount, int seed)
    {
        var random = new Random(seed);
        var centers = Enumerable.Range(0, classCount * features).Select(_ => Normal(random)).ToArray();
        var strength = 3 / Math.Sqrt(features);
        var values = new float[samples * features];
        for (var i = 0; i < values.Length; i++)
        {
            var center = centers[i / features % classCount * features + i % features];
            values[i] = (float)Math.Max(0, 0.5 + Normal(random) + strength * center);
        }

        return Of(values, [.. Enumerable.Range(0, samples).Select(i => i % classCount)], classCount);
    }

    public static FeatureSet Of(float[] values, ImmutableArray<int> labels, int classCount) =>
        Of(values, labels, [.. Enumerable.Range(0, classCount).Select(k => $"class {k}")]);

    public static FeatureSet Of(float[] values, ImmutableArray<int> labels, ImmutableArray<string> names) =>
        new(values, labels, names, [.. labels.Select((_, i) => $"{i}.jpg")], Recipe);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
