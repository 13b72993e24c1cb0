using System.Collections.Immutable;

namespace Graft;

/// <summary>Augmentations by name, from none to strong.</summary>
public static class AugmentationPreset
{
    /// <summary><c>none</c>: photos as they are.</summary>
    public const string None = "none";

    /// <summary><c>flip</c>: half of the photos are mirrored left to right.</summary>
    public const string Flip = "flip";

    /// <summary><c>light</c>: mirrored, and a random crop of at least 60% of the photo.</summary>
    public const string Light = "light";

    /// <summary><c>strong</c>: mirrored, a random crop of at least 30%, turned by up to 15 degrees, brightness, contrast and saturation by up to 30%.</summary>
    public const string Strong = "strong";

    /// <summary>All names.</summary>
    public static ImmutableArray<string> Names { get; } = [None, Flip, Light, Strong];

    /// <summary>The options of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static AugmentationOptions Of(string name) => name switch
    {
        None => AugmentationOptions.None,
        Flip => new AugmentationOptions { FlipHorizontal = true },
        Light => new AugmentationOptions { FlipHorizontal = true, MinimumArea = 0.6 },
        Strong => new AugmentationOptions
        {
            FlipHorizontal = true,
            MinimumArea = 0.3,
            Rotation = 15,
            Brightness = 0.3,
            Contrast = 0.3,
            Saturation = 0.3,
        },
        _ => throw new ArgumentException($"There is no augmentation '{name}'; known are '{string.Join("', '", Names)}'.", nameof(name)),
    };
}
