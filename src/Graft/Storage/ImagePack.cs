using System.Buffers;
using System.Collections.Immutable;
using System.IO.Hashing;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// An HDF5 file of many labelled images, open for reading: <c>images</c>, uint8 [N, height, width, 3], or
/// <c>image_files</c>, the bytes of N image files, with a table of where each begins. Safe to call from many threads.
/// </summary>
public sealed class ImagePack : IDisposable, IImageContent
{
    private const int Channels = 3;

    private readonly Hdf5File _file;
    private readonly RowReader? _pixels;
    private readonly Hdf5Dataset? _bytes;
    private readonly long[] _offsets = [];
    private readonly uint[] _checksums;
    private readonly Dictionary<string, int> _rows;

    private ImagePack(Hdf5File file, string path)
    {
        (_file, Path) = (file, path);
        var root = new FeatureFileRoot(file.Root, path);
        root.CheckVersion();
        int count;
        if (file.Root.Find(FeatureFileNames.ImageFiles) is Hdf5Dataset bytes)
        {
            Encoding = ImageEncoding.Original;
            _bytes = bytes;
            count = checked((int)root.Required(FeatureFileNames.Offsets).Count - 1);
            _offsets = root.WholeNumbers(FeatureFileNames.Offsets, count + 1L);
            if (!bytes.Type.Is(NumberFormat.UInt8) || bytes.Shape.Length != 1 || count < 0 || _offsets[0] != 0 || _offsets[^1] != bytes.Count || _offsets.Zip(_offsets.Skip(1)).Any(pair => pair.First > pair.Second))
                throw root.Bad("is damaged: its table of where image files begin does not fit their bytes. Make the file again");
        }
        else
        {
            var images = file.Root.Find(FeatureFileNames.Images) as Hdf5Dataset ?? throw root.Bad(file.Root.Find(FeatureFileNames.Features) is null
                ? "is no image pack: it has no dataset 'images' or 'image_files'. 'graft inspect' shows what is in it"
                : "is no image pack; it holds features. Give it to 'train', or make a pack with 'graft pack'");
            if (!IsPixels(images))
                throw root.Bad($"has 'images' of type {images.Type} and shape [{string.Join(", ", images.Shape)}]; expected uint8 [N, height, width, 3]");
            images.Check();
            _pixels = new RowReader(images);
            (count, Height, Width) = (_pixels.RowCount, (int)images.Shape[1], (int)images.Shape[2]);
        }

        LabelNames = root.LabelNames();
        Labels = root.Labels(count, LabelNames.Length);
        Paths = root.Paths(count);
        Packing = root.OptionalText(FeatureFileNames.Packing);
        _checksums = root.RowChecksums(count);
        _rows = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (var row = 0; row < count; row++)
        {
            if (!_rows.TryAdd(Paths[row], row))
                throw root.Bad($"has the image '{Paths[row]}' twice");
        }
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>How it keeps images.</summary>
    public ImageEncoding Encoding { get; }

    /// <summary>Number of images.</summary>
    public int Count => Paths.Length;

    /// <summary>Width of all images in pixels; 0 where they are files of any size.</summary>
    public int Width { get; }

    /// <summary>Height of all images in pixels; 0 where they are files of any size.</summary>
    public int Height { get; }

    /// <summary>How images were brought to one size, as <see cref="Preprocessing"/> in JSON; empty where they were not, or nobody knows.</summary>
    public string Packing { get; }

    /// <summary>Index into <see cref="LabelNames"/> of each image.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Where each image came from, each once.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>The images as a list to extract from or to train on. The pack must stay open as long as it is used.</summary>
    public ImageSet Images => new(
        [.. Paths.Select((path, row) => new ImageFile(path, $"{Path}/{path}", Labels[row]))], LabelNames, [], this)
    {
        Source = System.IO.Path.GetFullPath(Path),
    };

    string? IImageContent.Packing => Encoding == ImageEncoding.Raw ? $"{Width} x {Height} {Packing}".TrimEnd() : null;

    /// <summary>Whether there is an HDF5 file at <paramref name="path"/> that holds images and no features.</summary>
    public static bool IsImagePack(string path)
    {
        if (!FeatureFile.IsFeatureFile(path) || !File.Exists(path))
            return false;
        try
        {
            using var file = Hdf5File.Open(path);
            return file.Root.Find(FeatureFileNames.ImageFiles) is Hdf5Dataset
                || (file.Root.Find(FeatureFileNames.Features) is null && file.Root.Find(FeatureFileNames.Images) is Hdf5Dataset images && IsPixels(images));
        }
        catch (Exception e) when (e is Hdf5Exception or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Whoever opens it will say what is wrong.
            return false;
        }
    }

    /// <summary>Opens a pack and checks all of it but the images themselves.</summary>
    /// <exception cref="FeatureFileException">It is missing, damaged, or not a pack.</exception>
    public static ImagePack Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Hdf5Opening.Open(path, file => new ImagePack(file, path));
    }

    /// <summary>Reads an image.</summary>
    /// <param name="index">Zero-based.</param>
    /// <param name="options">How to treat what is not plain RGB; of no effect on pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ImageReadException">It is damaged, or not an image.</exception>
    public RgbImage Read(int index, ImageReaderOptions? options = null)
    {
        var isRented = options?.RentsPixels == true;
        if (_pixels is null)
        {
            var length = CheckedLength(index);
            var file = ArrayPool<byte>.Shared.Rent(length);
            ReadStored(index, file.AsSpan(0, length));
            var picture = ImageReader.Decode(file.AsSpan(0, length), Name(index), options);
            ArrayPool<byte>.Shared.Return(file);
            return picture;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var image = RgbImage.Create(Width, Height, isRented);
        ReadStored(index, image.Writable);
        return image;
    }

    /// <summary>Reads the image file that the pack was given.</summary>
    /// <param name="index">Zero-based.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ImageReadException">It is damaged, or the pack holds only pixels.</exception>
    public byte[] ReadFile(int index)
    {
        if (_pixels is not null)
            throw new ImageReadException(Name(index), "the pack holds its pixels, not the file");
        var content = new byte[CheckedLength(index)];
        ReadStored(index, content);
        return content;
    }

    /// <summary>Reads every image as it is stored and compares its checksum.</summary>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public FeatureFileCheck Check(IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var damaged = ImmutableArray.CreateBuilder<int>();
        for (var index = 0; index < Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _ = _pixels is null ? ReadFile(index).Length : Read(index).Width;
            }
            catch (ImageReadException)
            {
                damaged.Add(index);
            }

            progress?.Report(new ExtractionProgress(index + 1, Count, 0));
        }

        return new FeatureFileCheck(Count, _checksums.Length > 0, damaged.ToImmutable(), []);
    }

    RgbImage IImageContent.Read(ImageFile image, ImageReaderOptions options) => Read(_rows[image.Path], options);

    byte[] IImageContent.ReadFile(ImageFile image) => ReadFile(_rows[image.Path]);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsPixels(Hdf5Dataset images) =>
        images.Type.Is(NumberFormat.UInt8) && images.Shape is [<= int.MaxValue, > 0 and < 1 << 16, > 0 and < 1 << 16, Channels]
        && images.Shape[1] * images.Shape[2] * Channels <= int.MaxValue;

    private int CheckedLength(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var length = _offsets[index + 1] - _offsets[index];
        return length <= Array.MaxLength ? (int)length : throw new ImageReadException(Name(index), $"the file has {length:N0} bytes, more than an image may have");
    }

    private void ReadStored(int index, Span<byte> content)
    {
        try
        {
            if (_pixels is null)
                _bytes!.Read([_offsets[index]], [content.Length], content);
            else
                _pixels.ReadStored(index, 1, content);
        }
        catch (Exception e) when (e is Hdf5Exception or IOException)
        {
            throw new ImageReadException(Name(index), e.Message.TrimEnd('.'), e);
        }

        if (_checksums.Length > 0 && Crc32.HashToUInt32(content) != _checksums[index])
            throw new ImageReadException(Name(index), "its checksum in the pack is wrong");
    }

    private string Name(int index) => $"{Path}/{Paths[index]}";
}
