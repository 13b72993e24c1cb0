namespace Graft;

/// <summary>An image on its way into a pack.</summary>
/// <param name="File">The image.</param>
/// <param name="Row">Its bytes there.</param>
/// <param name="Skipped">Why it has none; null when it has.</param>
internal readonly record struct PackedImage(ImageFile File, ReadOnlyMemory<byte> Row, SkippedImage? Skipped);

/// <summary>Makes rows of a pack. Safe to call from many threads.</summary>
internal sealed class ImagePacker
{
    private static readonly ImageReaderOptions ReaderOptions = new() { RentsPixels = true };

    private readonly IImageContent _content;
    private readonly Preprocessor? _preprocessor;

    public ImagePacker(IImageContent content, PackingOptions options)
    {
        _content = content;
        KeyValuePair<string, string> encoding = new(FeatureFileNames.Encoding, options.Encoding.ToString().ToLowerInvariant());
        if (options.Encoding == ImageEncoding.Original)
        {
            RowOptions = new Hdf5RowOptions
            {
                RowShape = [1],
                LabelNames = [],
                ElementType = ElementType.UInt8,
                DatasetName = FeatureFileNames.ImageFiles,
                IsVariable = true,
                Attributes = [encoding],
            };
            return;
        }

        var packing = new Preprocessing
        {
            Width = options.Size,
            Height = options.Size,
            ResizeMode = options.Fit,
            AlphaBackground = ReaderOptions.AlphaBackground,
            Layout = TensorLayout.Hwc,
        };
        _preprocessor = new Preprocessor(packing);
        RowOptions = new Hdf5RowOptions
        {
            RowShape = [options.Size, options.Size, 3],
            LabelNames = [],
            ElementType = ElementType.UInt8,
            DatasetName = FeatureFileNames.Images,
            Attributes = [encoding, new(FeatureFileNames.Packing, packing.ToJson())],
        };
    }

    /// <summary>What rows are; class names are still to come.</summary>
    public Hdf5RowOptions RowOptions { get; }

    public PackedImage Prepare(ImageFile image)
    {
        try
        {
            if (_preprocessor is null)
                return new PackedImage(image, File(image), null);
            var picture = _content.Read(image, ReaderOptions);
            var resized = _preprocessor.Resize(picture);
            picture.Return();
            return new PackedImage(image, resized.ToMemory(), null);
        }
        catch (ImageReadException e)
        {
            return new PackedImage(image, default, new SkippedImage(image.Path, e.Reason));
        }
    }

    private byte[] File(ImageFile image)
    {
        var content = _content.ReadFile(image);
        if (content.Length == 0)
            throw new ImageReadException(image.FullPath, "the file is empty");
        // Damaged images are packed as they are: what reads them later tells them apart as it would in the folder.
        return ImageSignature.Recognise(content) == ImageFormat.Unknown
            ? throw new ImageReadException(image.FullPath, "it is not an image of a known kind")
            : content;
    }
}
