namespace Graft;

/// <summary>Naive Bayes for values that are words: scikit-learn's <c>CategoricalNB</c> with its defaults.</summary>
internal sealed class TraitClassifier
{
    private readonly int[] _classes;
    private readonly Dictionary<string, int[]>[] _counts;

    public TraitClassifier(int traitCount, int classCount) =>
        (_classes, _counts) = (new int[classCount], [.. Enumerable.Range(0, traitCount).Select(_ => new Dictionary<string, int[]>(StringComparer.Ordinal))]);

    public void Add(string[] traits, int label)
    {
        _classes[label]++;
        for (var i = 0; i < traits.Length; i++)
        {
            if (!_counts[i].TryGetValue(traits[i], out var counts))
                _counts[i].Add(traits[i], counts = new int[_classes.Length]);
            counts[label]++;
        }
    }

    /// <summary>The most probable class, of equal ones the first; a value that was never seen says nothing.</summary>
    public int Predict(string[] traits)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var k = 0; k < _classes.Length; k++)
        {
            if (_classes[k] == 0)
                continue;
            var score = Math.Log(_classes[k]);
            for (var i = 0; i < traits.Length; i++)
            {
                if (_counts[i].TryGetValue(traits[i], out var counts))
                    score += Math.Log((counts[k] + 1.0) / (_classes[k] + _counts[i].Count));
            }

            if (score > most)
                (best, most) = (k, score);
        }

        return best;
    }
}
