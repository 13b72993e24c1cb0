namespace Graft;

/// <summary>Which network features came from, and where it was cut.</summary>
/// <param name="Name">Short name, such as <c>resnet18</c>, or the path of an ONNX file as the user gave it.</param>
/// <param name="Sha256">SHA-256 of the model file or files, 64 lower-case hexadecimal digits.</param>
/// <param name="Layer">
/// Name of the tensor that was taken as features; of several that were put into one row, all of them with
/// <see cref="Separator"/> between.
/// </param>
public sealed record BackboneIdentity(string Name, string Sha256, string Layer)
{
    /// <summary>Stands between the names of layers whose features are one row.</summary>
    public const string Separator = " + ";

    /// <summary>The numbers that it computed with.</summary>
    public BackbonePrecision Precision { get; init; }
}
