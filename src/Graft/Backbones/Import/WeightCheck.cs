namespace Graft;

/// <summary>Holds the tensors of a file against those that the graph needs, before a value is read.</summary>
internal static class WeightCheck
{
    private const int ProblemsShown = 3;
    private const long UnquestionedLength = 64 << 20;

    /// <exception cref="BackboneException">A tensor is missing, has another shape or type, or belongs to nothing.</exception>
    public static void Run(Architecture architecture, GraphPlan plan, WeightFile file, string path)
    {
        var used = new HashSet<WeightTensor>();
        var problems = new List<string>();
        foreach (var slot in plan.Slots)
        {
            var tensor = file.Find(slot.Layer, slot.Role);
            if (tensor is null)
                problems.Add($"it has no tensor '{file.NameOf(slot.Layer, slot.Role)}' of shape {Text(slot.Stored)}");
            else if (used.Add(tensor) && Problem(slot, tensor) is { } problem)
                problems.Add(problem);
        }

        problems.AddRange(file.Tensors.Where(tensor => !used.Contains(tensor) && !tensor.IsHarmless)
            .Select(tensor => $"it has a tensor '{PlainText.Of(tensor.Name)}' {Text(tensor.Shape)}, which {architecture.Name} has not"));
        if (problems.Count == 0)
        {
            CheckLength(used, file, path);
            return;
        }

        var more = problems.Count > ProblemsShown ? $"; and {problems.Count - ProblemsShown:N0} more" : "";
        var width = architecture.WidthLayer is { } widest ? $" (in the width of its '{widest}')" : "";
        throw new BackboneException($"'{path}' does not hold the weights of {architecture.Name}{width}: {string.Join("; ", problems.Take(ProblemsShown))}{more}.", path);
    }

    /// <summary>What was never written to an HDF5 file, or is compressed, may claim to be as long as it likes.</summary>
    private static void CheckLength(IEnumerable<WeightTensor> tensors, WeightFile file, string path)
    {
        var length = tensors.Sum(tensor => tensor.Length);
        if (length > Math.Max(UnquestionedLength, 2 * file.Length))
            throw new BackboneException($"'{path}' claims {length:N0} bytes of weights, more than a file of {file.Length:N0} can hold. Download the file again.", path);
    }

    private static string? Problem(WeightSlot slot, WeightTensor tensor)
    {
        var name = PlainText.Of(tensor.Name);
        if (!slot.Fits(tensor.Shape))
            return $"the tensor '{name}' {(slot.FitsTransposed(tensor.Shape) ? "is transposed: it " : "")}has shape {Text(tensor.Shape)}, expected {Text(slot.Stored)}";
        return tensor.IsFloat ? null : $"the tensor '{name}' holds {tensor.Type}, expected floating-point numbers";
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape.Take(8).Select(side => side == WeightSlot.Any ? "any" : $"{side}"))}{(shape.Length > 8 ? ", ..." : "")}]";
}
