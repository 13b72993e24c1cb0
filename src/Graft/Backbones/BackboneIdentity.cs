namespace Graft;

/// <summary>Which network features came from, and where it was cut. Two files fit together only if theirs are equal.</summary>
/// <param name="Name">Short name, such as <c>resnet18</c>.</param>
/// <param name="Sha256">SHA-256 of the model file or files, 64 lower-case hexadecimal digits.</param>
/// <param name="Layer">Name of the tensor that was taken as features.</param>
public sealed record BackboneIdentity(string Name, string Sha256, string Layer);
