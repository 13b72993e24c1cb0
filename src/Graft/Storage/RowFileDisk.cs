using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// How a file of rows comes to the disk so that it is a valid HDF5 file, with exactly the committed rows, at every
/// moment. Rows lie at the front and grow; behind them, with room between, lies a tail with the columns and two places
/// for the metadata. A commit writes rows and columns, then the metadata into the place that is not in use and a copy of
/// the superblock, then the superblock; the disk is flushed before each step that depends on the one before. When the room is used up, a new tail is written farther out and the superblock led there;
/// only then do rows go over the old one. Where rows lie in several datasets, each has a region of its own for as many as
/// there may be, and the tail lies behind all of them. For one thread at a time.
/// </summary>
internal sealed class RowFileDisk(OutputFile output, Hdf5RowOptions options, RowFileColumns columns)
{
    /// <summary>Where rows begin; a page, so that they can be mapped and read past the system's cache.</summary>
    public const int RowsOffset = 4096;

    private const int Alignment = 8;

    /// <summary>Bytes of rows for which room is made when their number is not known.</summary>
    private const long FirstRoom = 128 << 20;
    private const int FirstRoomForFiles = 4096;
    private const int FirstRoomForSkipped = 4096;
    private const int FirstPathSize = 64;

    private readonly Dictionary<string, (long Address, int Written)> _places = [];
    private RowColumn[] _constants = [];
    private long[] _slots = [];
    private int _pathSize;
    private long _roomForRows;
    private long _roomForBytes;
    private int _roomForSkipped;
    private long _end = RowsOffset;
    private int _commits;
    private RowFileExtent _onDisk;
    private bool _isNew;

    // Where they are, which is where they will be but in a file that had room for another number of rows.
    private ImmutableArray<RowRegion> _regions = RowRegion.Of(options);

    /// <summary>Begins the first tail.</summary>
    /// <param name="onDisk">Rows that are there already.</param>
    /// <param name="end">Bytes of the file that must stay as they are until then.</param>
    /// <param name="others">Where the rows of other datasets are; nothing where there are none yet.</param>
    public void Begin(RowFileExtent onDisk, long end, IReadOnlyDictionary<string, long> others)
    {
        var planned = _regions;
        _regions = [.. planned.Select(region => region with { Address = others.GetValueOrDefault(region.Name, region.Address) })];
        _isNew = output.Stream.Length == 0;
        (_onDisk, _end) = (onDisk, Math.Max(RowsOffset, end));
        _pathSize = Math.Max(FirstPathSize, options.Inputs.Select(input => System.Text.Encoding.UTF8.GetByteCount(input.Path)).DefaultIfEmpty().Max());
        _roomForRows = options.GreatestRowCount;
        _constants =
        [
            .. RowFileColumns.Texts(FeatureFileNames.LabelNames, options.LabelNames),
            Bytes(FeatureFileNames.Inputs, RowInputs.Join(options.Inputs)),
        ];
        BeginTail();
        if (!_regions.SequenceEqual(planned))
            Move(planned);
    }

    /// <summary>Makes sure that all rows have room, those included that are still to be written.</summary>
    public void MakeRoom()
    {
        var extent = columns.Extent;
        if (extent.Rows > _roomForRows || extent.Bytes > _roomForBytes || columns.PathLength > _pathSize || extent.SkippedLength > _roomForSkipped)
            BeginTail();
    }

    /// <param name="region">0 for the main dataset, then the others.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="rows">What.</param>
    public void WriteRows(int region, long offset, ReadOnlySpan<byte> rows)
    {
        output.Stream.Position = _regions[region].Address + offset;
        output.Stream.Write(rows);
    }

    /// <summary>Makes what is written part of the file, and safe.</summary>
    /// <param name="extent">What that is.</param>
    public void Commit(RowFileExtent extent)
    {
        _onDisk = extent;
        foreach (var column in Unfinished())
        {
            var (address, written) = _places[column.Name];
            RowFileEnd.WriteColumn(output.Stream, column, address, written);
            _places[column.Name] = (address, column.Count);
        }

        // Nothing on the disk leads to this slot, so one flush for it and all before it is enough.
        RowFileEnd.Publish(output, new MetadataBlock(_slots[_commits++ % _slots.Length], RowFileEnd.Attributes(options, isFinished: false), Specs()), _end);
    }

    /// <summary>Writes what a finished file has right behind the rows, and cuts off the rest.</summary>
    public void Finish()
    {
        _onDisk = columns.Extent;
        // What an interrupted run may have left where there are no rows must not show.
        foreach (var (region, next) in _regions.Zip(_isNew ? [] : _regions.Skip(1)))
            StreamPieces.Clear(output.Stream, region.End(_onDisk.Rows), next.Address);
        RowFileEnd.Write(output, Rows(), options.IsVariable ? RowsOffset + _onDisk.Bytes : _regions[^1].End(_onDisk.Rows), options, columns);
    }

    /// <summary>
    /// Moves the rows of other datasets to where they belong. Twice, since the places may overlap, and nothing may be
    /// written over that the superblock leads to: out behind everything first.
    /// </summary>
    private void Move(ImmutableArray<RowRegion> places)
    {
        var outside = ImmutableArray.Create(places[0]);
        foreach (var place in places[1..])
        {
            outside = outside.Add(place with { Address = RowFileEnd.Align(_end, RowsOffset) });
            _end = outside[^1].End(_onDisk.Rows);
        }

        foreach (var next in new[] { outside, places })
        {
            foreach (var (from, to) in _regions.Zip(next).Skip(1))
                StreamPieces.Copy(output.Stream, from.Address, to.Address, from.End(_onDisk.Rows) - from.Address);
            _regions = next;
            Commit(_onDisk);
        }
    }

    private void BeginTail()
    {
        // At least twice as much each time, so that tails are seldom moved.
        var extent = columns.Extent;
        if (columns.PathLength > _pathSize)
            _pathSize = (int)RowFileEnd.Align(Grown(columns.PathLength, 0), Alignment);
        _roomForSkipped = Math.Max(_roomForSkipped, (int)Grown(extent.SkippedLength, FirstRoomForSkipped));
        if (extent.Rows > _roomForRows || _roomForRows == 0)
            _roomForRows = Grown(extent.Rows, options.IsVariable ? FirstRoomForFiles : Math.Max(1, FirstRoom / options.RowLength));
        _roomForBytes = options.IsVariable
            ? extent.Bytes > _roomForBytes || _roomForBytes == 0 ? Grown(extent.Bytes, FirstRoom) : _roomForBytes
            : _roomForRows * options.RowLength;

        // Behind the end of what the superblock leads to now, and behind the room that the finished file needs.
        var unfinished = Unfinished();
        var tail = unfinished.Concat(_constants).Sum(column => RowFileEnd.Align(Room(column), Alignment) * 2);
        var position = RowFileEnd.Align(Math.Max(_end, RoomEnd() + tail + FinishedMetadataLength()), RowsOffset);

        var slotLength = RowFileEnd.Align(new MetadataBlock(position, RowFileEnd.Attributes(options, isFinished: false), Specs()).Length, RowsOffset);
        _slots = [position, position + slotLength];
        position += 2 * slotLength;
        foreach (var column in unfinished.Concat(_constants))
        {
            _places[column.Name] = (position, 0);
            position = RowFileEnd.Align(position + Room(column), Alignment);
        }

        _end = position;
        output.Stream.SetLength(Math.Max(_end, output.Stream.Length));
        foreach (var column in _constants)
            RowFileEnd.WriteColumn(output.Stream, column, _places[column.Name].Address, 0);
        Commit(_onDisk);
    }

    private long RoomEnd() => options.OtherDatasets.IsEmpty ? RowsOffset + _roomForBytes : RowRegion.Of(options)[^1].End(_roomForRows);

    private long Room(RowColumn column) => column.Name switch
    {
        FeatureFileNames.Skipped => _roomForSkipped,
        FeatureFileNames.Offsets => (_roomForRows + 1) * column.Size,
        _ when _constants.Contains(column) => (long)column.Count * column.Size,
        _ => _roomForRows * column.Size,
    };

    /// <summary>An upper bound for the texts and headers of the finished file.</summary>
    private long FinishedMetadataLength() =>
        new MetadataBlock(0, RowFileEnd.Attributes(options, isFinished: true), Specs()).Length + (2 * RowsOffset);

    private List<DatasetSpec> Specs() =>
    [
        .. Rows(),
        .. Unfinished().Concat(_constants).Select(column => column.At(_places.GetValueOrDefault(column.Name).Address)),
    ];

    private RowColumn[] Unfinished() => columns.Unfinished(options.IsVariable, _pathSize, _onDisk);

    private IEnumerable<DatasetSpec> Rows() => options.IsVariable
        ? [new DatasetSpec(options.DatasetName, WriteType.UInt8, [_onDisk.Bytes], RowsOffset)]
        : _regions.Select(region => region.Spec(options.ElementType.ToHdf5(), _onDisk.Rows));

    private static RowColumn Bytes(string name, byte[] bytes) => new(name, WriteType.UInt8, bytes.Length, (first, count) => bytes[first..(first + count)]);

    private static long Grown(long count, long least) => count + Math.Max(count, least);
}
