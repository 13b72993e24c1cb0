using System.Collections.Immutable;

namespace Graft;

/// <summary>Whether a set can test a classifier.</summary>
internal static class EvaluationChecks
{
    /// <exception cref="GraftException">The set is empty or was made by another recipe.</exception>
    public static void Require(Classifier classifier, IFeatureRows test)
    {
        if (test.RowCount == 0)
            throw new GraftException("There are no samples to test on. Add photos, or use a larger test fraction.");
        if (FeatureRecipe.Difference(test.Recipe, classifier.Recipe) is { } difference)
            throw new GraftException($"The features do not go with the classifier: {difference}. Extract them again.");
        if (test.FeatureCount != classifier.FeatureCount)
            throw new GraftException($"The features have {test.FeatureCount:N0} values a row; the classifier was fitted on {classifier.FeatureCount:N0}. Extract them again.");
    }

    /// <summary>The set's labels as labels of the classifier, by name.</summary>
    /// <exception cref="GraftException">A sample is of a class that the classifier does not know.</exception>
    public static int[] MatchLabels(ImmutableArray<string> known, IFeatureRows test)
    {
        var byName = known.Select((name, k) => (name, k)).ToDictionary(pair => pair.name, pair => pair.k);
        var labels = new int[test.RowCount];
        for (var i = 0; i < labels.Length; i++)
        {
            var name = test.LabelNames[test.Labels[i]];
            if (!byName.TryGetValue(name, out labels[i]))
            {
                throw new GraftException(
                    $"The classifier does not know class '{name}' of the test set. It knows {Quote(known)}. "
                    + "Rename or remove the class, or train with it.");
            }
        }

        return labels;
    }

    private static string Quote(ImmutableArray<string> names)
    {
        const int Shown = 20;
        var quoted = string.Join(", ", names.Take(Shown).Select(name => $"'{name}'"));
        return names.Length > Shown ? $"{quoted} and {names.Length - Shown} more" : quoted;
    }
}
