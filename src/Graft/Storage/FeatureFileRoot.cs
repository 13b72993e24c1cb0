using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Graft.Hdf5;

namespace Graft;

/// <summary>Reads what stands at the root of a file of rows, ours or another tool's, each piece checked for type and shape.</summary>
internal sealed partial class FeatureFileRoot(Hdf5Group root, string path)
{
    private const int LargestSparseRow = 64 << 20;

    /// <summary>Whether the file is one of ours, which says its version.</summary>
    public bool IsOurs { get; } = root.Attribute(FeatureFileNames.FormatVersion) is not null;

    /// <exception cref="FeatureFileException">The file is of a later version, or was never finished.</exception>
    public void CheckVersion()
    {
        if (!IsOurs)
            return;
        var version = Number(FeatureFileNames.FormatVersion);
        if (version != FeatureFileNames.CurrentVersion)
            throw Bad($"has format version {version}; this version of Graft reads {FeatureFileNames.CurrentVersion}");
        if (root.Attribute(FeatureFileNames.Unfinished) is not null)
            throw Bad("is unfinished; run the command that was making it again, and it goes on where it stopped");
    }

    /// <summary>The dataset of the rows: <c>features</c>, or <c>images</c> where there are none.</summary>
    public (string Name, Hdf5Dataset Dataset) Rows()
    {
        if (Find(FeatureFileNames.ImageFiles) is not null)
            throw Bad("holds image files, not rows of numbers; give it where images are taken");
        var rows = Find(FeatureFileNames.Features) ?? Find(FeatureFileNames.Images)
            ?? throw Bad($"has no dataset 'features' or 'images'{(IsOurs ? "" : $"; it holds {Contents()}")}. 'graft inspect' shows what is in it");
        CheckRows(rows.Name, rows.Dataset);
        return rows;
    }

    private void CheckRows(string name, Hdf5Dataset dataset)
    {
        var sides = dataset.Shape;
        Named(name, dataset.Check);
        if (dataset.IsNull || sides.Length < 2 || sides[0] > int.MaxValue || Dataspace.Product(sides.AsSpan(1)) is 0 or > int.MaxValue)
            throw Bad($"has '{name}' of shape {Shape(dataset)}; expected [rows, values per row]");
        if (!dataset.Type.IsNumber)
            throw Bad($"has '{name}' of type {dataset.Type}; expected numbers, such as float32");
        // Only rows that lie in one piece are known to be there; chunks can claim any length.
        if (dataset.MayBeSparse && Dataspace.Product(sides.AsSpan(1)) * dataset.Type.Size > Math.Max(LargestSparseRow, root.FileLength))
            throw Bad($"has '{name}' of shape {Shape(dataset)}, whose rows are longer than the file");
    }

    /// <summary>Class names; where the file has none, the numbers up to the largest label.</summary>
    public ImmutableArray<string> LabelNames()
    {
        if (Find(FeatureFileNames.LabelNames) is null && !IsOurs)
        {
            var labels = WholeNumbers(FeatureFileNames.Labels, null);
            return [.. Enumerable.Range(0, labels.Length == 0 ? 0 : (int)Math.Clamp(labels.Max() + 1, 0, labels.Length * 100L)).Select(label => $"{label}")];
        }

        var names = Strings(FeatureFileNames.LabelNames, null);
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Bad($"has the class name '{twice.Key}' twice in 'label_names'");
        return names;
    }

    public ImmutableArray<int> Labels(int rowCount, int classCount)
    {
        var labels = WholeNumbers(FeatureFileNames.Labels, rowCount);
        for (var row = 0; row < labels.Length; row++)
        {
            if ((ulong)labels[row] >= (ulong)classCount)
                throw Bad($"has label {labels[row]} in row {row}; its {classCount} label names allow 0 to {classCount - 1}");
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(labels, label => (int)label));
    }

    /// <summary>The image of each row; rows of files that do not say are called by their numbers.</summary>
    public ImmutableArray<string> Paths(int rowCount) =>
        Find(FeatureFileNames.Paths) is null && (!IsOurs || root.Attribute(FeatureFileNames.Backbone) is null)
            ? [.. Enumerable.Range(0, rowCount).Select(row => $"#{row}")]
            : Strings(FeatureFileNames.Paths, rowCount);

    /// <summary>Null when the file does not say what made its rows.</summary>
    public FeatureRecipe? Recipe()
    {
        if (root.Attribute(FeatureFileNames.Preprocessing) is null && root.Attribute(FeatureFileNames.Backbone) is null)
            return null;
        return new FeatureRecipe(
            new BackboneIdentity(Text(FeatureFileNames.Backbone), Text(FeatureFileNames.BackboneSha256), Text(FeatureFileNames.Layer)) { Precision = Precision() },
            Json(FeatureFileNames.Preprocessing, Preprocessing.FromJson))
        {
            Shaping = root.Attribute(FeatureFileNames.Shaping) is null ? FeatureShaping.Unsaid : Json(FeatureFileNames.Shaping, FeatureShaping.FromJson),
        };
    }

    private BackbonePrecision Precision() =>
        root.Attribute(FeatureFileNames.Precision) is null ? BackbonePrecision.Fp32 : Json(FeatureFileNames.Precision, BackbonePrecisions.Parse);

    /// <summary>Of which list the images of the rows are a shard; null where they are the whole list. Only finished files say the positions.</summary>
    public ListPart? Part(int rowCount)
    {
        if (!IsOurs || root.Attribute(FeatureFileNames.Shard) is null)
            return null;
        var (text, division) = (Text(FeatureFileNames.Shard), Text(FeatureFileNames.ShardBy));
        if (!Enum.TryParse<ShardBy>(division, ignoreCase: true, out var by) || Shard.Parse(text, by) is not { } shard || shard.Division != division)
            throw Bad($"has the shard '{text}' by '{division}'; expected one such as '3/8' by 'hash' or 'block'");
        var count = root.Attribute(FeatureFileNames.ListCount) is null ? throw Bad($"has no attribute '{FeatureFileNames.ListCount}'") : Number(FeatureFileNames.ListCount);
        if (count is < 1 or > int.MaxValue)
            throw Bad($"is a shard of a list of {count} images");
        var positions = root.Attribute(FeatureFileNames.Unfinished) is null ? WholeNumbers(FeatureFileNames.ListPositions, rowCount) : [];
        foreach (var position in positions)
        {
            if (position < 0 || position >= count)
                throw Bad($"has a row for image {position} of a list of {count}");
        }

        return new ListPart(shard, (int)count, Text(FeatureFileNames.ListSha256), ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(positions, position => (int)position)));
    }

    /// <summary>CRC-32 of the bytes of each row; empty where the file has none.</summary>
    public uint[] RowChecksums(int rowCount, string name = FeatureFileNames.RowChecksums) =>
        Find(name) is null ? [] : Array.ConvertAll(WholeNumbers(name, rowCount), sum => (uint)sum);

    public ImmutableArray<string> Strings(string name, int? count)
    {
        var dataset = Required(name);
        if (!dataset.Type.IsText)
            throw Bad($"has '{name}' of type {dataset.Type}; expected strings");
        CheckLength(dataset, name, count);
        var data = ReadSmall(dataset, name);
        return ImmutableCollectionsMarshal.AsImmutableArray(Named(name, () => Hdf5Text.Read(data, dataset.Type, dataset.Count, dataset.NewHeap())));
    }

    public long[] WholeNumbers(string name, long? count)
    {
        var dataset = Required(name);
        if (!dataset.Type.IsNumber)
            throw Bad($"has '{name}' of type {dataset.Type}; expected int32");
        CheckLength(dataset, name, count);
        var (data, size) = (ReadSmall(dataset, name), dataset.Type.Size);
        NumberConversion.ToLittleEndian(data, dataset.Type);
        var numbers = new long[dataset.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = NumberConversion.ToDouble(data.AsSpan(i * size, size), dataset.Type.Format);
            numbers[i] = number == Math.Truncate(number) && Math.Abs(number) < long.MaxValue
                ? (long)number
                : throw Bad($"has {number} in row {i} of '{name}'; expected whole numbers");
        }

        return numbers;
    }

    /// <exception cref="FeatureFileException">There is none, or it is not text.</exception>
    public string Text(string name)
    {
        var attribute = root.Attribute(name) ?? throw Bad($"has no attribute '{name}'");
        return attribute.Type.IsText && attribute.Space.Count == 1 ? attribute.Texts()[0] : throw Bad($"has an attribute '{name}' that is not text");
    }

    private T Json<T>(string name, Func<string, T> read)
    {
        var json = Text(name);
        try
        {
            return read(json);
        }
        catch (FormatException e)
        {
            throw Bad($"has an unreadable attribute '{name}': {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>As <see cref="Text"/>, but empty where there is none.</summary>
    public string OptionalText(string name) => root.Attribute(name) is null ? "" : Text(name);

    public FeatureFileException Bad(string what) => new($"'{path}' {what}.", path);

    /// <summary>Reads a dataset whole, and checks the checksum that stands at it, if one does.</summary>
    public byte[] ReadSmall(Hdf5Dataset dataset, string name)
    {
        var data = Named(name, dataset.ReadAll);
        if (dataset.Attribute(FeatureFileNames.Checksum) is { Type.Format: NumberFormat.UInt32 } checksum
            && BitConverter.ToUInt32(checksum.Data.Span) != Crc32.HashToUInt32(data))
        {
            throw Bad($"is damaged: the checksum of '{name}' is wrong. Make the file again");
        }

        return data;
    }

    public Hdf5Dataset Required(string name) =>
        Find(name)?.Dataset ?? throw Bad($"has no dataset '{name}'; a file of features has 'features', 'labels' and 'label_names'");

    private (string Name, Hdf5Dataset Dataset)? Find(string name) => Named(name, () => root.Find(name)) is Hdf5Dataset dataset ? (name, dataset) : null;

    /// <summary>Says in which dataset something is wrong.</summary>
    private static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Hdf5Exception e)
        {
            throw e.In($"'{name}'");
        }
    }

    private long Number(string name)
    {
        var attribute = root.Attribute(name)!;
        return attribute.Type is { IsNumber: true, IsBigEndian: false, Class: Hdf5TypeClass.Integer } type && attribute.Space.Count == 1
            ? (long)NumberConversion.ToDouble(attribute.Data.Span, type.Format)
            : throw Bad($"has an attribute '{name}' that is not a whole number");
    }

    private void CheckLength(Hdf5Dataset dataset, string name, long? expected)
    {
        if (dataset.IsNull || dataset.Shape.Length != 1 || dataset.Shape[0] > int.MaxValue || (expected is { } rows && dataset.Shape[0] != rows))
            throw Bad($"has '{name}' of shape {Shape(dataset)}; expected {(expected is { } count ? $"[{count}]" : "one axis")}");
    }

    private string Contents()
    {
        var names = root.Links.Select(link => link.Name).Take(6).ToList();
        return names.Count == 0 ? "nothing" : $"'{string.Join("', '", names)}'";
    }

    private static string Shape(Hdf5Dataset dataset) => dataset.IsNull ? "null" : $"[{string.Join(", ", dataset.Shape)}]";
}
