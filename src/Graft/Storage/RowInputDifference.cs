using System.Collections.Immutable;

namespace Graft;

/// <summary>Says in words how two lists of inputs differ.</summary>
internal static class RowInputDifference
{
    /// <returns>Null when they are the same.</returns>
    public static string? Describe(ImmutableArray<RowInput> before, ImmutableArray<RowInput> now)
    {
        if (before.SequenceEqual(now))
            return null;
        var (added, gone) = (now.Except(before).ToList(), before.Except(now).ToList());
        if (added.Count == 0 && gone.Count == 0)
            return "the images come in another order";
        var parts = new List<string>();
        if (added.Count > 0)
            parts.Add($"{Named(added)} new");
        if (gone.Count > 0)
            parts.Add($"{Named(gone)} gone or in another class");
        return $"of the images, {string.Join(", ", parts)}{(gone.Count == 0 ? " (--append adds new images)" : "")}";
    }

    /// <summary>As in "'a.jpg' and 3 others are".</summary>
    public static string Named(List<RowInput> inputs) => inputs.Count switch
    {
        1 => $"'{inputs[0].Path}' is",
        2 => $"'{inputs[0].Path}' and '{inputs[1].Path}' are",
        _ => $"'{inputs[0].Path}' and {inputs.Count - 1:N0} others are",
    };
}
