using System.Buffers;

namespace Graft;

/// <summary>
/// Reads image files of every common kind as upright 8-bit RGB: recognised by content, EXIF orientation applied, grey,
/// palette, CMYK, 16-bit and transparent pictures converted, the first frame of animations taken. Colour profiles and
/// gamma chunks are not applied, as Pillow does not apply them either. Safe to call from many threads.
/// </summary>
public static class ImageReader
{
    private static readonly ImageReaderOptions Defaults = new();

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="ImageReadException">The file is missing, empty, damaged, too large or not an image.</exception>
    public static RgbImage Read(string path, ImageReaderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[]? buffer = null;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            if (length > Array.MaxLength)
                throw new ImageReadException(path, $"the file has {length:N0} bytes, more than an image may have") { Problem = ImageProblem.TooLarge };
            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            var read = 0;
            while (read < length && RandomAccess.Read(file, buffer.AsSpan(read, (int)length - read), read) is > 0 and var count)
                read += count;
            return Decode(buffer.AsSpan(0, read), path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageReadException(path, Reason(e, path), e) { Problem = ImageProblem.Missing };
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads an image file that is already in memory.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">How to treat it.</param>
    /// <exception cref="ImageReadException">The content is empty, damaged, too large or not an image.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> content, string name, ImageReaderOptions? options = null)
    {
        options ??= Defaults;
        if (content.IsEmpty)
            throw new ImageReadException(name, "the file is empty") { Problem = ImageProblem.NoImage };
        var format = ImageSignature.Recognise(content);
        return format switch
        {
            ImageFormat.Unknown => throw new ImageReadException(name, "it is not an image of a known kind") { Problem = ImageProblem.NoImage },
            ImageFormat.Bmp => SkiaDecoder.Decode(content, name, options),
            _ => VipsDecoder.Decode(content, format, name, options),
        };
    }

    internal static string Reason(Exception e, string path) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "access to the file is denied",
        _ => e.Message.TrimEnd('.'),
    };
}
