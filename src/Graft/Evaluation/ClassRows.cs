using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows of each class.</summary>
internal static class ClassRows
{
    /// <returns>For each label its rows in ascending order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public static List<int>[] Of(ImmutableArray<int> labels, int classCount)
    {
        var classes = new List<int>[classCount];
        for (var k = 0; k < classCount; k++)
            classes[k] = [];
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classCount)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"Labels must be in 0..{classCount - 1}.");
            classes[labels[i]].Add(i);
        }

        return classes;
    }
}
