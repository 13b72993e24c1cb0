namespace Graft;

/// <summary>Kinds of image files, recognised by their first bytes; file names are not trusted.</summary>
internal enum ImageFormat
{
    Unknown,
    Jpeg,
    Png,
    Gif,
    WebP,
    Tiff,
    Bmp,
    Heif,
    JpegXl,
    Jpeg2000,
}
