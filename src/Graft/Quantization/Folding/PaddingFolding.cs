using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>Makes zeros that a node puts around maps part of the convolutions behind it.</summary>
internal static class PaddingFolding
{
    private const int Axes = 4;

    public static void Apply(FoldedGraph graph)
    {
        var folded = new HashSet<NodeProto>();
        foreach (var pad in graph.Nodes.Where(node => node.OpType == "Pad"))
        {
            var users = graph.Users(pad.Output[0]);
            if (graph.IsOutput(pad.Output[0]) || users.Count == 0 || Zeros(graph, pad) is not { } zeros || !users.All(user => TakesPads(graph, user)))
                continue;
            foreach (var user in users)
                Widen(user, pad, zeros);
            folded.Add(pad);
        }

        graph.Replace(graph.Nodes.Where(node => !folded.Contains(node)));
    }

    /// <summary>Zeros at top, left, bottom and right; null where it does more than that.</summary>
    private static long[]? Zeros(FoldedGraph graph, NodeProto pad)
    {
        var mode = Find(pad, "mode")?.S.ToStringUtf8() ?? "constant";
        if (mode != "constant" || pad.Input.Count < 2 || graph.Constant(pad.Input[1])?.Numbers is not { Length: 2 * Axes } pads || pads.Any(count => count < 0))
            return null;
        if (pad.Input.Count > 2 && pad.Input[2].Length > 0 && !(graph.Constant(pad.Input[2]) is { IsFloat: true } value && value.Floats is [0]))
            return null;
        if (pad.Input.Count > 3 && pad.Input[3].Length > 0)
            return null;
        return pads[0] + pads[1] + pads[Axes] + pads[Axes + 1] == 0 ? [pads[2], pads[3], pads[Axes + 2], pads[Axes + 3]] : null;
    }

    private static bool TakesPads(FoldedGraph graph, NodeProto node) =>
        node.OpType == "Conv" && graph.Constant(node.Input[1])?.Sides.Length == Axes
        && (Find(node, "auto_pad")?.S.ToStringUtf8() ?? "NOTSET") is "NOTSET" or "VALID" or ""
        && (Find(node, "pads") is null || Find(node, "pads")!.Ints.Count == Axes);

    private static void Widen(NodeProto conv, NodeProto pad, long[] zeros)
    {
        conv.Input[0] = pad.Input[0];
        long[] own = Find(conv, "pads") is { } pads ? [.. pads.Ints] : [0, 0, 0, 0];
        foreach (var attribute in conv.Attribute.Where(attribute => attribute.Name is "pads" or "auto_pad").ToList())
            conv.Attribute.Remove(attribute);
        conv.Attribute.Add(Attribute("pads", [.. own.Zip(zeros, (left, right) => left + right)]));
    }
}
