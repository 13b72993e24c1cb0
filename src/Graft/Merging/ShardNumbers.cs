using System.Globalization;

namespace Graft;

/// <summary>Numbers of shards in one short text, as <c>sbatch --array</c> takes it.</summary>
internal static class ShardNumbers
{
    /// <summary>Such as <c>3,5-7</c>; empty for none.</summary>
    /// <param name="numbers">In rising order.</param>
    public static string Of(IReadOnlyList<int> numbers)
    {
        var runs = new List<string>();
        for (var first = 0; first < numbers.Count;)
        {
            var last = first;
            while (last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1)
                last++;
            runs.Add(string.Create(CultureInfo.InvariantCulture, $"{numbers[first]}{(last > first ? $"-{numbers[last]}" : "")}"));
            first = last + 1;
        }

        return string.Join(',', runs);
    }
}
