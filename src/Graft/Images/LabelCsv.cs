using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Labels from a CSV file (RFC 4180, UTF-8) with a header and the columns <c>path</c> and <c>label</c>; others are passed
/// over. Paths are relative to the CSV file. Images keep the order of the lines, classes come in ordinal order of name.
/// </summary>
public static class LabelCsv
{
    /// <summary>Makes sure, before any long work, that a list can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, IsList);

    /// <summary>
    /// Writes a list as <see cref="Open(string)"/> reads it, a line for each image in their order, its path as seen from the folder of
    /// the list. In the folder of the images themselves the paths are those that <see cref="ImageFolder"/> gives.
    /// </summary>
    /// <param name="path">Where the list will be; a list that exists there is replaced, another file is not.</param>
    /// <param name="images">Labelled images in files of their own.</param>
    /// <exception cref="ArgumentException">The images have no labels, or lie in a pack.</exception>
    /// <exception cref="OutputException">It cannot be written there.</exception>
    public static void Write(string path, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.LabelNames.IsEmpty || images.Content is not FileContent)
            throw new ArgumentException("Only labelled images in files of their own can be listed.", nameof(images));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using var output = new OutputFile(path, IsList);
        output.Write(stream =>
        {
            using var writer = new CsvWriter(stream, []);
            foreach (var image in images.Images)
                writer.Add<float>(Path.GetRelativePath(folder, image.FullPath).Replace(Path.DirectorySeparatorChar, '/'), images.LabelNames[image.Label], []);
        });
        output.Complete();
    }

    /// <summary>Reads the list; the images themselves are not opened.</summary>
    /// <exception cref="ImageFolderException">The file cannot be read, lacks a column, or has a bad line.</exception>
    public static ImageSet Open(string path)
    {
        var rows = PathCsv.Read(path, "label", Failure(path));
        var labelNames = rows.Select(row => row.Value).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        return new ImageSet([.. rows.Select(Files(path, labelNames))], labelNames, [])
        {
            Source = Path.GetFullPath(path),
        };
    }

    /// <summary>
    /// Reads one shard of a list, in memory for its own images and some bytes for each other line, so that a thousand tasks
    /// can read a list of millions.
    /// </summary>
    /// <param name="path">The list.</param>
    /// <param name="shard">Which part of it.</param>
    /// <exception cref="ImageFolderException">The file cannot be read, lacks a column, or has a bad line.</exception>
    public static ImageSet Open(string path, Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        var survey = LabelCsvSurvey.Of(path);
        var file = Files(path, survey.LabelNames);
        var images = ImmutableArray.CreateBuilder<ImageFile>();
        var positions = ImmutableArray.CreateBuilder<int>();
        var position = 0;
        PathCsv.ForEach(path, "label", Failure(path), line =>
        {
            if (shard.Holds(line.Path, position, survey.Count))
            {
                images.Add(file(line));
                positions.Add(position);
            }

            position++;
        });
        return new ImageSet(images.ToImmutable(), survey.LabelNames, [])
        {
            Source = Path.GetFullPath(path),
            Part = new ListPart(shard, survey.Count, survey.Sha256, positions.ToImmutable()),
        };
    }

    /// <summary>Makes the exceptions of a list.</summary>
    internal static Func<string, Exception?, GraftException> Failure(string path) => (message, inner) => new ImageFolderException(message, path, inner);

    /// <summary>Makes images of the lines of a list.</summary>
    private static Func<PathLine, ImageFile> Files(string path, ImmutableArray<string> labelNames)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var labels = labelNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        return line => new ImageFile(line.Path, Path.GetFullPath(Path.Combine(folder, line.Path)), labels[line.Value]);
    }

    private static bool IsList(ReadOnlySpan<byte> start) => start.StartsWith("path,label"u8);
}
