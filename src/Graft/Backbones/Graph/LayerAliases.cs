namespace Graft;

/// <summary>Other names for tensors, such as torchvision's for a network that another tool wrote.</summary>
/// <param name="Tensors">Alias to tensor.</param>
/// <param name="HiddenPrefix">Tensors whose names begin so are no layers; null when all are.</param>
internal sealed record LayerAliases(IReadOnlyDictionary<string, string> Tensors, string? HiddenPrefix)
{
    public static LayerAliases None { get; } = new(new Dictionary<string, string>(), null);
}
