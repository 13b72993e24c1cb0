namespace Graft;

/// <summary>Images that are files of their own.</summary>
internal sealed class FileContent : IImageContent
{
    private FileContent()
    {
    }

    public static FileContent Instance { get; } = new();

    public string? Packing => null;

    public RgbImage Read(ImageFile image, ImageReaderOptions options) => ImageReader.Read(image.FullPath, options);

    public byte[] ReadFile(ImageFile image)
    {
        try
        {
            return File.ReadAllBytes(image.FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageReadException(image.FullPath, ImageReader.Reason(e, image.FullPath), e);
        }
    }
}
