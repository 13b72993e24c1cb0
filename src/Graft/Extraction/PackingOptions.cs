namespace Graft;

/// <summary>How images are put into a pack.</summary>
public sealed record PackingOptions
{
    /// <summary>Whether the pack holds pixels of one size or the files themselves.</summary>
    public ImageEncoding Encoding { get; init; } = ImageEncoding.Raw;

    /// <summary>For pixels: width and height, from 1 to 4,096.</summary>
    public int Size { get; init; } = 256;

    /// <summary>For pixels: how a picture of another shape is brought to that size.</summary>
    public ResizeMode Fit { get; init; } = ResizeMode.Crop;

    /// <summary>Threads that read and resize images, at least 1; 0 stands for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>How often rows are made safe against a crash; zero or more. At most the work of this time is lost by one.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether to add to the images that the pack has.</summary>
    public bool Append { get; init; }
}
