namespace Graft.Tests.Support.Hostile;

/// <summary>A damaged copy of a file.</summary>
/// <param name="What">How it was damaged, for the report.</param>
/// <param name="Content">All of it.</param>
/// <param name="MustBeNoticed">Whether a checksum tells of the damage, so that other content must not be read.</param>
internal sealed record Mutant(string What, byte[] Content, bool MustBeNoticed);
