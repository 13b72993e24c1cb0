using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Graft.Tests.Support;

/// <summary>A file of ours to be made, with values that every element type holds exactly.</summary>
internal sealed record OwnFile
{
    public required string Name { get; init; }

    public int RowCount { get; init; } = 12;

    public ImmutableArray<int> RowShape { get; init; } = [7];

    public ElementType ElementType { get; init; } = ElementType.Float32;

    public ImmutableArray<string> LabelNames { get; init; } = ["daisy", "rose", "tulip"];

    public bool HasRecipe { get; init; } = true;

    public string DatasetName => RowShape.Length == 1 ? "features" : "images";

    /// <summary>The files that interoperability is tested with, by name.</summary>
    public static IReadOnlyDictionary<string, OwnFile> All { get; } = new OwnFile[]
    {
        new() { Name = "float32" },
        new() { Name = "float16", ElementType = ElementType.Float16 },
        new() { Name = "float64", ElementType = ElementType.Float64 },
        new() { Name = "uint8", ElementType = ElementType.UInt8 },
        new() { Name = "images", ElementType = ElementType.UInt8, RowShape = [4, 5, 3], HasRecipe = false },
        new() { Name = "no rows", RowCount = 0 },
        new() { Name = "no images", RowCount = 0, RowShape = [4, 5, 3], ElementType = ElementType.UInt8, HasRecipe = false },
        new() { Name = "one row", RowCount = 1 },
        new() { Name = "one feature", RowShape = [1] },
        new() { Name = "one name", LabelNames = ["only"] },
        new() { Name = "102 names", RowCount = 102, LabelNames = [.. Enumerable.Range(0, 102).Select(label => $"class {label}")] },
        new() { Name = "꽃 🌹", LabelNames = ["장미", "🌹 rose", "été"] },
        new() { Name = "long names", LabelNames = [new string('n', 300), new string('장', 100), "short"] },
        new() { Name = "many rows", RowCount = 3000, RowShape = [33] },
    }.ToDictionary(file => file.Name);

    /// <summary>Names for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>What a reader must find in it.</summary>
    public FileContent Content()
    {
        var width = RowShape.Aggregate(1, (product, side) => product * side);
        var values = Enumerable.Range(0, RowCount * width).Select(i => (float)(i * 37 % 251)).ToArray();
        var labels = Enumerable.Range(0, RowCount).Select(row => row % LabelNames.Length).ToArray();
        return new FileContent(RowCount, [.. RowShape], values, labels, [.. LabelNames])
        {
            Paths = [.. labels.Select((label, row) => $"{LabelNames[label]}/{row}.jpg")],
            StoredType = ElementType.ToString().ToLowerInvariant(),
            StoredBytes = Bytes(values),
        };
    }

    /// <summary>Writes it into a folder and returns its path.</summary>
    public string Write(TempFolder folder)
    {
        var content = Content();
        var options = new Hdf5RowOptions
        {
            RowShape = RowShape,
            LabelNames = LabelNames,
            ElementType = ElementType,
            DatasetName = DatasetName,
            Recipe = HasRecipe ? TestFeatures.Recipe : null,
        };
        return OwnRows.Write(folder[$"{Name}.h5"], options, content.StoredBytes!, content.Labels, content.Paths);
    }

    private byte[] Bytes(float[] values) => ElementType switch
    {
        ElementType.Float32 => MemoryMarshal.AsBytes<float>(values).ToArray(),
        ElementType.Float16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        ElementType.Float64 => MemoryMarshal.AsBytes<double>(Array.ConvertAll(values, value => (double)value)).ToArray(),
        _ => Array.ConvertAll(values, value => (byte)value),
    };
}
