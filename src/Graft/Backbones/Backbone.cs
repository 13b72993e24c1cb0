namespace Graft;

/// <summary>Finds backbones by name.</summary>
public static class Backbone
{
    /// <summary>The backbone used where none is named.</summary>
    public const string Default = ResNet18.Name;

    /// <summary>Loads the backbone called <paramref name="name"/>. Dispose it after use.</summary>
    /// <exception cref="BackboneException">There is none of that name, or its files are missing or damaged.</exception>
    public static IBackbone Load(string name, BackboneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == ResNet18.Name
            ? ResNet18.Load(options ?? new BackboneOptions())
            : throw new BackboneException($"There is no backbone '{name}'. Known: '{ResNet18.Name}'.");
    }
}
