namespace Graft;

/// <summary>What <see cref="BackbonePull"/> did.</summary>
/// <param name="Path">The ONNX file of the backbone; null for one that is part of Graft.</param>
/// <param name="WasThere">Whether it was on this machine before, so that nothing was done.</param>
/// <param name="Sha256">SHA-256 of the published file; null where nothing was done.</param>
public sealed record PullReport(string? Path, bool WasThere, string? Sha256);
