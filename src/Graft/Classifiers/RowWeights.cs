using System.Collections.Immutable;

namespace Graft;

/// <summary>How much rows count in a fit.</summary>
internal static class RowWeights
{
    /// <summary>Weights of some of the rows that sample weights are of; default when all count 1.</summary>
    public static ImmutableArray<double> Select(ImmutableArray<double> sampleWeights, ImmutableArray<int> rows) =>
        sampleWeights.IsDefault ? default : [.. rows.Select(row => sampleWeights[row])];

    /// <summary>Weight of each class; null when all count 1.</summary>
    public static double[]? OfClasses(IFeatureRows train, ClassWeight classWeight)
    {
        if (classWeight == ClassWeight.None)
            return null;
        var counts = new double[train.LabelNames.Length];
        foreach (var label in train.Labels)
            counts[label]++;
        return Array.ConvertAll(counts, count => train.RowCount / (counts.Length * count));
    }

    /// <summary>Weight of each row, its class's and its own multiplied; null when all count 1.</summary>
    public static double[]? Of(IFeatureRows train, ClassWeight classWeight, ImmutableArray<double> sampleWeights)
    {
        var classes = OfClasses(train, classWeight);
        if (classes is null)
            return sampleWeights.IsDefault ? null : [.. sampleWeights];
        return [.. train.Labels.Select((label, row) => classes[label] * (sampleWeights.IsDefault ? 1 : sampleWeights[row]))];
    }
}
