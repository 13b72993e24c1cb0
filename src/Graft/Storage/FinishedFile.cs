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
    }

    public ImmutableArray<string> Paths => _state.Paths;

    public ImmutableArray<int> Labels => _state.Labels;

    public ImmutableArray<string> LabelNames => _state.LabelNames;

    /// <exception cref="FeatureFileException">It is damaged, or not one of ours.</exception>
    public static FinishedFile Open(string path) => Hdf5Opening.Open(path, file => new FinishedFile(file, path));

    /// <summary>In which way its rows are others; null when they are the same.</summary>
    public string? DifferenceTo(Hdf5RowOptions options) => _state.DifferenceTo(options with { LabelNames = LabelNames });

    /// <summary>Whether it is just what a run with these options would make.</summary>
    public bool IsOf(Hdf5RowOptions options) => _state.IsWhole(options) && DifferenceTo(options) is null && LabelNames.SequenceEqual(options.LabelNames);

    /// <summary>A row as it is stored, that of the main dataset behind those of the others.</summary>
    /// <param name="row">Zero-based.</param>
    /// <param name="others">The others, in the order that is wanted.</param>
    /// <exception cref="FeatureFileException">It is damaged.</exception>
    public byte[] ReadBytes(int row, ImmutableArray<RowDataset> others)
    {
        var main = ReadBytes(_rows, row, _state.Checksums);
        if (others.IsEmpty)
            return main;
        var parts = others.Select(wanted => _state.Others.First(other => other.Dataset.Name == wanted.Name))
            .Select(other => ReadBytes(other.Values, row, other.Checksums)).Append(main).ToList();
        var bytes = new byte[parts.Sum(part => part.Length)];
        var filled = 0;
        foreach (var part in parts)
        {
            part.CopyTo(bytes, filled);
            filled += part.Length;
        }

        return bytes;
    }

    public void Dispose() => _file.Dispose();

    private byte[] ReadBytes(Hdf5Dataset rows, int row, uint[] checksums)
    {
        var length = _state.IsVariable ? _state.Offsets[row + 1] - _state.Offsets[row] : Dataspace.Product(rows.Shape.AsSpan(1)) * rows.Type.Size;
        var bytes = new byte[length];
        try
        {
            if (_state.IsVariable)
                rows.Read([_state.Offsets[row]], [length], bytes);
            else
                rows.Read([row, .. new long[rows.Shape.Length - 1]], [1, .. rows.Shape[1..]], bytes);
        }
        catch (Exception e) when (e is Hdf5Exception or IOException)
        {
            throw FeatureFileErrors.Translate(e, _path);
        }

        return checksums.Length == 0 || Crc32.HashToUInt32(bytes) == checksums[row]
            ? bytes
            : throw new FeatureFileException($"Row {row} of '{_path}' is damaged: its checksum is wrong. Make the file anew.", _path);
    }
}
