namespace Graft;

/// <summary>What a backbone is held against, and how strictly.</summary>
public sealed record VerificationOptions
{
    /// <summary>
    /// A folder of reference values for this backbone, as docs/verify.md describes it; null for Graft's own golden values
    /// alone.
    /// </summary>
    public string? ReferenceFolder { get; init; }

    /// <summary>
    /// The largest relative difference that passes, of layers, and of tensors against a reference folder; finite, at least
    /// 0. The golden pixels and tensors allow none whatever is said here; decoded JPEG files may be 2 grey levels off.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>How the network is run.</summary>
    public BackboneOptions Backbone { get; init; } = new();
}
