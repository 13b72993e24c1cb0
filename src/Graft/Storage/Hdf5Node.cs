using System.Collections.Immutable;

namespace Graft;

/// <summary>Something in an HDF5 file, in words.</summary>
/// <param name="Name">Its name in the group it is in; <c>/</c> for the root.</param>
/// <param name="Kind">What it is: <c>group</c>, <c>dataset</c>, <c>link</c>, <c>type</c> or <c>unreadable</c>.</param>
public sealed record Hdf5Node(string Name, string Kind)
{
    /// <summary>Type of each element, such as <c>float32</c>; empty for what is no dataset.</summary>
    public string Type { get; init; } = "";

    /// <summary>Sides of a dataset; empty for a single value, and for what is no dataset.</summary>
    public ImmutableArray<long> Shape { get; init; } = [];

    /// <summary>How the values lie: <c>contiguous</c>, <c>chunks of [32, 512], gzip</c> and the like; for links, where they lead.</summary>
    public string Layout { get; init; } = "";

    /// <summary>The first values, or why they cannot be read.</summary>
    public string FirstValues { get; init; } = "";

    /// <summary>Attributes and their values, in words.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>What is in a group.</summary>
    public ImmutableArray<Hdf5Node> Children { get; init; } = [];
}
