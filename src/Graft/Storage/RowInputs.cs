using System.Collections.Immutable;

namespace Graft;

/// <summary>Lists of inputs: stored, and compared.</summary>
internal static class RowInputs
{
    /// <summary>One hash of all paths and class names in their order.</summary>
    public static string Sha256(ImmutableArray<RowInput> inputs)
    {
        using var hash = new ImageListHash();
        foreach (var input in inputs)
            hash.Add(input.Path, input.LabelName);
        return hash.Finish();
    }

    public static byte[] Join(ImmutableArray<RowInput> inputs) => ZeroSeparated.Join(inputs.SelectMany(input => new[] { input.Path, input.LabelName }));

    public static ImmutableArray<RowInput> Split(ReadOnlySpan<byte> bytes) =>
        [.. ZeroSeparated.Split(bytes).Chunk(2).Where(pair => pair.Length == 2).Select(pair => new RowInput(pair[0], pair[1]))];
}
