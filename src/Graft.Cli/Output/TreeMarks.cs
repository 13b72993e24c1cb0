namespace Graft.Cli.Output;

/// <summary>What the attributes at the root of a file say about it.</summary>
internal static class TreeMarks
{
    /// <summary>Whether Graft made the file; other tools may well write a version of theirs.</summary>
    public static bool IsOurs(this Hdf5Node root) => root.Has("format_version") && root.Has("tool_version");

    /// <summary>Whether the run that was making it was interrupted.</summary>
    public static bool IsUnfinished(this Hdf5Node root) => root.IsOurs() && root.Has("unfinished");

    private static bool Has(this Hdf5Node node, string attribute) => node.Attributes.Any(item => item.Key == attribute);
}
