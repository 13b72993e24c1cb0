namespace Graft;

/// <summary>What every classifier asks of its training data.</summary>
internal static class TrainingChecks
{
    /// <exception cref="TrainingDataException">Too few samples or classes, or features that are not finite.</exception>
    public static void Require(FeatureSet train)
    {
        RequireClasses(train);
        if (train.FeatureCount == 0)
            throw new TrainingDataException("The samples have no features. Extract them from another layer.");
        RequireFinite(train);
    }

    private static void RequireClasses(FeatureSet train)
    {
        if (train.SampleCount == 0)
            throw new TrainingDataException("There are no samples to train on. Add photos.");
        var twice = train.LabelNames.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new TrainingDataException($"Two classes are named '{twice.Key}'. Rename one, or make them one class.");
        var counts = new int[train.LabelNames.Length];
        foreach (var label in train.Labels)
            counts[label]++;
        if (counts[train.Labels[0]] == train.SampleCount)
        {
            throw new TrainingDataException(
                $"All {train.SampleCount} samples are of class '{train.LabelNames[train.Labels[0]]}'; at least 2 classes are needed. "
                + "Add photos of another class.");
        }

        var empty = Array.IndexOf(counts, 0);
        if (empty >= 0)
        {
            throw new TrainingDataException(
                $"Class '{train.LabelNames[empty]}' has no training samples. Add photos, or remove the class.");
        }
    }

    /// <exception cref="TrainingDataException">A feature is not finite; the image and the column are named.</exception>
    public static void RequireFinite(FeatureSet samples)
    {
        for (var i = 0; i < samples.SampleCount; i++)
        {
            var row = samples.Row(i);
            if (FiniteCheck.AllFinite(row))
                continue;
            var column = 0;
            while (float.IsFinite(row[column]))
                column++;
            throw new TrainingDataException(
                $"Feature {column} of '{samples.Paths[i]}' is {(float.IsNaN(row[column]) ? "not a number" : "infinite")}; "
                + "every feature must be finite. Extract the image again, or remove it.");
        }
    }
}
