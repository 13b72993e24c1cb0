namespace Graft.Hdf5;

/// <summary>A named way from a group to an object.</summary>
/// <param name="Name">The name in the group.</param>
/// <param name="Address">Its object header; <see cref="Hdf5Cursor.Undefined"/> when the link is soft or external.</param>
/// <param name="Path">Where a soft or external link leads to.</param>
/// <param name="File">In which other file; null in this one.</param>
internal sealed record Hdf5Link(string Name, long Address, string? Path = null, string? File = null);
