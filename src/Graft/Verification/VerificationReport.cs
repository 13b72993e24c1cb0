using System.Collections.Immutable;

namespace Graft;

/// <summary>How far Graft is from the reference, stage by stage.</summary>
public sealed record VerificationReport
{
    /// <summary>Name of the backbone.</summary>
    public required string Backbone { get; init; }

    /// <summary>SHA-256 of its file or files, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// What was compared, in the order of the data. A golden picture is fed to each stage as Graft made it in the one
    /// before; layers are held against a reference folder with the tensors of that folder.
    /// </summary>
    public required ImmutableArray<VerifiedStage> Stages { get; init; }

    /// <summary>What was not compared, and why: whole sentences.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Whether every stage is within its tolerance.</summary>
    public bool Passed => Stages.All(stage => stage.Passed);
}
