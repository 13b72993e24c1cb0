using System.Collections.Immutable;
using System.IO.Hashing;
using Graft.Hdf5;

namespace Graft;

/// <summary>A finished file of ours whose rows, of features or of images, are taken over into another.</summary>
internal sealed class FinishedFile : IDisposable
{
    private readonly Hdf5File _file;
    private readonly RowFileState _state;
    private readonly Hdf5Dataset _rows;
    private readonly string _path;

    private FinishedFile(Hdf5File file, string path)
    {
        (_file, _path) = (file, path);
        var root = new FeatureFileRoot(file.Root, path);
        root.CheckVersion();
        if (!root.IsOurs)
            throw root.Bad("was not made by Graft; 'graft convert' makes it one of ours");
        _state = RowFileState.Read(file, path);
        _rows = root.Required(_state.DatasetName);
        ImageSource = RowPhotos.SourceOf(path, root.OptionalText(FeatureFileNames.ImageSource));
    }

    public ImmutableArray<string> Paths => _state.Paths;

    public ImmutableArray<int> Labels => _state.Labels;

    public ImmutableArray<string> LabelNames => _state.LabelNames;

    /// <summary>CRC-32 of each row.</summary>
    public uint[] Checksums => _state.Checksums;

    /// <summary>Of which list its images are a shard; null when they are the whole list.</summary>
    public ListPart? Part => _state.Part;

    /// <summary>Full path of where its images were; null where it does not say.</summary>
    public string? ImageSource { get; }

    /// <summary>What a file of such rows is, but for where the images are, and of which list.</summary>
    /// <exception cref="FeatureFileException">Its rows are of a type that is not written.</exception>
    public Hdf5RowOptions RowOptions => new()
    {
        DatasetName = _state.DatasetName,
        RowShape = _state.RowShape,
        ElementType = Enum.TryParse<ElementType>(_state.StoredType, ignoreCase: true, out var type) ? type
            : throw new FeatureFileException($"'{_path}' has rows of {_state.StoredType}; expected float32, float16, float64 or uint8.", _path),
        LabelNames = LabelNames,
        Recipe = _state.Recipe,
        Attributes = [.. _state.Attributes.Where(attribute => attribute.Key is not (FeatureFileNames.Shard or FeatureFileNames.ShardBy))],
        OtherDatasets = [.. _state.Others.Select(other => other.Dataset)],
        IsVariable = _state.IsVariable,
    };

    /// <summary>CRC-32 of each row of another dataset.</summary>
    public uint[] ChecksumsOf(RowDataset dataset) => _state.Others.First(other => other.Dataset.Name == dataset.Name).Checksums;

    /// <exception cref="FeatureFileException">It is damaged, or not one of ours.</exception>
    public static FinishedFile Open(string path) => Hdf5Opening.Open(path, file => new FinishedFile(file, path));

    /// <summary>In which way its rows are others; null when they are the same.</summary>
    /// <param name="options">The others.</param>
    /// <param name="where">Where those are, in a word or two.</param>
    public string? DifferenceTo(Hdf5RowOptions options, string where = "now") => _state.DifferenceTo(options with { LabelNames = LabelNames }, where);

    /// <summary>Whether it is just what a run with these options would make.</summary>
    public bool IsOf(Hdf5RowOptions options) => _state.IsWhole(options) && DifferenceTo(options) is null && LabelNames.SequenceEqual(options.LabelNames);

    /// <summary>A row as it is stored, that of the main dataset behind those of the others.</summary>
    /// <param name="row">Zero-based.</param>
    /// <param name="others">The others, in the order that is wanted.</param>
    /// <exception cref="FeatureFileException">It is damaged.</exception>
    public byte[] ReadBytes(int row, ImmutableArray<RowDataset> others)
    {
        if (_state.IsVariable)
        {
            var bytes = new byte[_state.Offsets[row + 1] - _state.Offsets[row]];
            Read(_rows, [_state.Offsets[row]], [bytes.Length], bytes);
            Check(row, bytes, _state.Checksums);
            return bytes;
        }

        var rowBytes = new byte[Sources(others).Sum(source => RowLength(source.Values))];
        ReadBytes(row, 1, others, rowBytes);
        return rowBytes;
    }

    /// <summary>Reads rows of one length that follow one another, the parts of each in the same order.</summary>
    /// <param name="firstRow">Zero-based.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="others">The others, in the order that is wanted.</param>
    /// <param name="rows">Receives them.</param>
    /// <exception cref="FeatureFileException">It is damaged.</exception>
    public void ReadBytes(int firstRow, int rowCount, ImmutableArray<RowDataset> others, Span<byte> rows)
    {
        if (others.IsEmpty)
        {
            ReadRows(_rows, firstRow, rowCount, _state.Checksums, rows);
            return;
        }

        var (rowLength, start) = (rows.Length / rowCount, 0);
        foreach (var (values, checksums) in Sources(others))
        {
            var length = RowLength(values);
            var part = GC.AllocateUninitializedArray<byte>(rowCount * length);
            ReadRows(values, firstRow, rowCount, checksums, part);
            for (var row = 0; row < rowCount; row++)
                part.AsSpan(row * length, length).CopyTo(rows[((row * rowLength) + start)..]);
            start += length;
        }
    }

    public void Dispose() => _file.Dispose();

    private IEnumerable<(Hdf5Dataset Values, uint[] Checksums)> Sources(ImmutableArray<RowDataset> others) =>
        others.Select(wanted => _state.Others.First(other => other.Dataset.Name == wanted.Name)).Select(other => (other.Values, other.Checksums)).Append((_rows, _state.Checksums));

    private static int RowLength(Hdf5Dataset values) => (int)(Dataspace.Product(values.Shape.AsSpan(1)) * values.Type.Size);

    private void ReadRows(Hdf5Dataset values, int firstRow, int rowCount, uint[] checksums, Span<byte> rows)
    {
        Read(values, [firstRow, .. new long[values.Shape.Length - 1]], [rowCount, .. values.Shape[1..]], rows);
        var length = rows.Length / rowCount;
        for (var row = 0; row < rowCount; row++)
            Check(firstRow + row, rows.Slice(row * length, length), checksums);
    }

    private void Read(Hdf5Dataset values, ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        try
        {
            values.Read(start, count, destination);
        }
        catch (Exception e) when (e is Hdf5Exception or IOException)
        {
            throw FeatureFileErrors.Translate(e, _path);
        }
    }

    private void Check(int row, ReadOnlySpan<byte> bytes, uint[] checksums)
    {
        if (checksums.Length > 0 && Crc32.HashToUInt32(bytes) != checksums[row])
            throw new FeatureFileException($"Row {row} of '{_path}' is damaged: its checksum is wrong. Make the file anew.", _path);
    }
}
