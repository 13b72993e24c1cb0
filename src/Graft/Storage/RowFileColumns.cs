using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// What belongs to the rows of a file that is being written, besides the rows themselves: about a hundred bytes each,
/// kept in memory until the file is finished, and committed to it as rows are.
/// </summary>
/// <param name="others">Datasets beside that of the rows.</param>
internal sealed class RowFileColumns(ImmutableArray<RowDataset> others)
{
    private readonly List<string> _paths = [];
    private readonly List<int> _labels = [];
    private readonly List<uint> _checksums = [];
    private readonly ImmutableArray<(string Name, List<uint> Checksums)> _others = [.. others.Select(other => (FeatureFileNames.RowChecksumsOf(other.Name), new List<uint>()))];
    private readonly List<long> _offsets = [0];
    private readonly List<byte> _skippedText = [];
    private readonly List<SkippedInput> _skipped = [];
    private bool _hasAsciiPaths = true;

    /// <summary>How much there is now.</summary>
    public RowFileExtent Extent => new(_labels.Count, _offsets[^1], _skippedText.Count);

    public IReadOnlyList<string> Paths => _paths;

    public IReadOnlyList<int> Labels => _labels;

    public IReadOnlyList<SkippedInput> Skipped => _skipped;

    /// <summary>Bytes of the longest path so far, at least 1.</summary>
    public int PathLength { get; private set; } = 1;

    public void Add(string path, int label, uint checksum, int rowLength)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        PathLength = Math.Max(PathLength, length);
        _hasAsciiPaths &= length == path.Length;
        _paths.Add(path);
        _labels.Add(label);
        _checksums.Add(checksum);
        _offsets.Add(_offsets[^1] + rowLength);
    }

    /// <summary>Adds the checksum of a row in one of the other datasets.</summary>
    public void AddOther(int dataset, uint checksum) => _others[dataset].Checksums.Add(checksum);

    public void Skip(SkippedInput input)
    {
        _skipped.Add(input);
        _skippedText.AddRange(ZeroSeparated.Join([input.Path, input.Reason]));
    }

    /// <summary>What a file that is not finished has, in places with room for more.</summary>
    /// <param name="isVariable">Whether rows have any number of bytes.</param>
    /// <param name="pathSize">Bytes set aside for a path.</param>
    /// <param name="extent">How much of it; the rest is not on the disk yet.</param>
    public RowColumn[] Unfinished(bool isVariable, int pathSize, RowFileExtent extent) =>
    [
        new(FeatureFileNames.Labels, WriteType.Int32, extent.Rows, EncodeLabels),
        new(FeatureFileNames.RowChecksums, WriteType.UInt32, extent.Rows, (first, count) => Encode(_checksums, first, count)),
        .. Others(extent.Rows),
        new(FeatureFileNames.Paths, WriteType.FixedText(pathSize, isUtf8: true), extent.Rows, (first, count) => Texts(_paths, pathSize, first, count)),
        .. isVariable ? [Offsets(extent.Rows)] : Array.Empty<RowColumn>(),
        new(FeatureFileNames.Skipped, WriteType.UInt8, extent.SkippedLength, (first, count) => CollectionsMarshal.AsSpan(_skippedText).Slice(first, count).ToArray()),
    ];

    /// <summary>What a finished file has.</summary>
    public RowColumn[] Finished(bool isVariable) =>
    [
        new(FeatureFileNames.Labels, WriteType.Int32, _labels.Count, EncodeLabels),
        new(FeatureFileNames.RowChecksums, WriteType.UInt32, _labels.Count, (first, count) => Encode(_checksums, first, count)),
        .. Others(_labels.Count),
        .. isVariable ? [Offsets(_labels.Count)] : Array.Empty<RowColumn>(),
        .. Texts(FeatureFileNames.Paths, _paths, PathLength, _hasAsciiPaths),
    ];

    /// <summary>Texts, once for readers of strings and once as bytes for those that read no UTF-8.</summary>
    public static RowColumn[] Texts(string name, IReadOnlyList<string> texts)
    {
        var length = Math.Max(1, texts.Select(text => Encoding.UTF8.GetByteCount(text)).DefaultIfEmpty().Max());
        return Texts(name, texts, length, texts.All(text => Ascii.IsValid(text)));
    }

    private static RowColumn[] Texts(string name, IReadOnlyList<string> texts, int length, bool areAscii) =>
    [
        // ASCII is said where it is true: some readers know nothing else.
        new(name, WriteType.FixedText(length, isUtf8: !areAscii), texts.Count, (first, count) => Texts(texts, length, first, count)),
        new(name + FeatureFileNames.BytesEnding, WriteType.UInt8, texts.Count, (first, count) => Texts(texts, length, first, count)) { Width = length },
    ];

    private RowColumn Offsets(int rows) => new(
        FeatureFileNames.Offsets, WriteType.Int64, rows + 1, (first, count) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_offsets).Slice(first, count)).ToArray());

    private byte[] EncodeLabels(int first, int count) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_labels).Slice(first, count)).ToArray();

    private IEnumerable<RowColumn> Others(int rows) =>
        _others.Select(other => new RowColumn(other.Name, WriteType.UInt32, rows, (first, count) => Encode(other.Checksums, first, count)));

    private static byte[] Encode(List<uint> checksums, int first, int count) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(checksums).Slice(first, count)).ToArray();

    private static byte[] Texts(IReadOnlyList<string> texts, int length, int first, int count)
    {
        var bytes = new byte[count * length];
        for (var i = 0; i < count; i++)
            Encoding.UTF8.GetBytes(texts[first + i], bytes.AsSpan(i * length, length));
        return bytes;
    }
}
