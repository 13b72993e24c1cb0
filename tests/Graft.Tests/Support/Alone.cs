namespace Graft.Tests.Support;

/// <summary>Tests that change what the whole process shares, such as the current folder.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
