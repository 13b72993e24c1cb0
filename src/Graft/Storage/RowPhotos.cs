using System.Collections.Frozen;

namespace Graft;

/// <summary>The photos that feature rows were made of, as far as they are still there. Safe to call from many threads.</summary>
internal sealed class RowPhotos : IDisposable
{
    // No system opens a longer one.
    private const int LongestPath = 32_767;

    private readonly IFeatureRows _rows;
    private readonly string? _images;
    private readonly Dictionary<string, PhotoSource> _sources = new(StringComparer.Ordinal);

    // Why a place is none; it would be looked at again for every row.
    private readonly Dictionary<string, GraftException> _problems = new(StringComparer.Ordinal);

    private RowPhotos(IFeatureRows rows, string? images) => (_rows, _images) = (rows, images);

    /// <param name="rows">The rows.</param>
    /// <param name="images">Folder, CSV file or pack of the photos; null for where the feature files say they were.</param>
    /// <exception cref="GraftException">The photos were named, and are not there.</exception>
    public static RowPhotos Open(IFeatureRows rows, string? images)
    {
        var photos = new RowPhotos(rows, images);
        if (images is not null)
            photos._sources.Add(images, PhotoSource.Open(images));
        return photos;
    }

    /// <summary>A source as it is kept in a feature file: as seen from the file's folder, with '/' between the parts.</summary>
    public static string? SourceFrom(string featureFilePath, string? source) =>
        source is null ? null : Path.GetRelativePath(Folder(featureFilePath), source).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The full path of what <see cref="SourceFrom"/> made; null of an empty text, and of one that is no path.</summary>
    public static string? SourceOf(string featureFilePath, string source) =>
        source.Length is 0 or > LongestPath || source.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(source, Folder(featureFilePath));

    /// <summary>The photo of a row, wherever it may be.</summary>
    /// <exception cref="ImageReadException">Nothing says where it is, or it cannot be read.</exception>
    public RgbImage Read(int row, ImageReaderOptions? options = null)
    {
        var (source, image) = Find(row);
        return source.Content.Read(image, options ?? new ImageReaderOptions());
    }

    /// <summary>The file of a row's photo, byte by byte.</summary>
    /// <exception cref="ImageReadException">Nothing says where it is, it is missing, or there are only pixels.</exception>
    public byte[] ReadFile(int row)
    {
        var (source, image) = Find(row);
        return source.Content.ReadFile(image);
    }

    /// <summary>The file of a row's photo, to read a part of it.</summary>
    /// <exception cref="ImageReadException">Nothing says where it is, it is missing, or there are only pixels.</exception>
    public Stream OpenFile(int row)
    {
        var (source, image) = Find(row);
        if (source.Content is not FileContent)
            return new MemoryStream(source.Content.ReadFile(image), writable: false);
        try
        {
            return new FileStream(image.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageReadException(image.FullPath, ImageReader.Reason(e, image.FullPath), e);
        }
    }

    public void Dispose()
    {
        foreach (var source in _sources.Values)
            source.Dispose();
    }

    private (PhotoSource Source, ImageFile Image) Find(int row)
    {
        var place = _images ?? _rows.FileOf(row)?.ImageSource
            ?? throw new ImageReadException(_rows.Paths[row], "the features do not say where their photos are");
        PhotoSource? source;
        lock (_sources)
        {
            if (!_sources.TryGetValue(place, out source) && !_problems.ContainsKey(place))
                source = Open(place);
        }

        if (source is null)
            throw new ImageReadException(_rows.Paths[row], _problems[place].Message.TrimEnd('.'), _problems[place]);

        return (source, source.Find(_rows.Paths[row]));
    }

    private PhotoSource? Open(string place)
    {
        try
        {
            var source = PhotoSource.Open(place);
            _sources.Add(place, source);
            return source;
        }
        catch (GraftException e)
        {
            _problems.Add(place, e);
            return null;
        }
    }

    private static string Folder(string featureFilePath) => Path.GetDirectoryName(Path.GetFullPath(featureFilePath))!;

    /// <summary>A folder, which is not listed, or a list or pack of images.</summary>
    private sealed class PhotoSource(string place, IImageContent content, FrozenDictionary<string, ImageFile>? images) : IDisposable
    {
        public IImageContent Content => content;

        /// <exception cref="GraftException">There is nothing, or what is there does not list images.</exception>
        public static PhotoSource Open(string place)
        {
            if (Directory.Exists(place))
                return new PhotoSource(Path.TrimEndingDirectorySeparator(Path.GetFullPath(place)), FileContent.Instance, null);
            var images = ImagePack.IsImagePack(place) ? ImagePack.Open(place).Images : ImageSet.Open(place);
            return new PhotoSource(place, images.Content, images.Images.DistinctBy(image => image.Path).ToFrozenDictionary(image => image.Path, StringComparer.Ordinal));
        }

        public ImageFile Find(string path)
        {
            if (images is not null)
                return images.TryGetValue(path, out var image) ? image : throw new ImageReadException(path, $"it is not in '{place}'");
            if (path.Contains('\0', StringComparison.Ordinal))
                throw new ImageReadException(path, "it is no path");
            // A row's path stays in the folder, whatever the feature file says; the folder itself is the file's word, or --images'.
            var full = Path.GetFullPath(Path.Combine(place, path));
            return full.StartsWith(Path.EndsInDirectorySeparator(place) ? place : place + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? new ImageFile(path, full, ImageFile.NoLabel)
                : throw new ImageReadException(path, $"it is outside of '{place}'");
        }

        public void Dispose() => (content as IDisposable)?.Dispose();
    }
}
