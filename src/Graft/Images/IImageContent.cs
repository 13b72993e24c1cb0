namespace Graft;

/// <summary>Where the pixels of listed images come from. Safe to call from many threads.</summary>
internal interface IImageContent
{
    /// <summary>What was done to the pixels before, in words; null when they are those of the image file.</summary>
    string? Packing { get; }

    /// <summary>The picture.</summary>
    /// <exception cref="ImageReadException">It is missing, damaged, too large or not an image.</exception>
    RgbImage Read(ImageFile image, ImageReaderOptions options);

    /// <summary>The file that holds it, byte by byte.</summary>
    /// <exception cref="ImageReadException">It is missing, or there are only pixels.</exception>
    byte[] ReadFile(ImageFile image);
}
