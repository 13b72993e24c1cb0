using System.Collections.Immutable;

namespace Graft;

/// <summary>What the rows of a file are, for <see cref="Hdf5RowWriter"/>.</summary>
public sealed record Hdf5RowOptions
{
    /// <summary>Shape of one row: [25088] for features, [height, width, 3] for pixels. Every side at least 1.</summary>
    public required ImmutableArray<int> RowShape { get; init; }

    /// <summary>Class names in label order, each once.</summary>
    public required ImmutableArray<string> LabelNames { get; init; }

    /// <summary>How each value is stored.</summary>
    public ElementType ElementType { get; init; } = ElementType.Float32;

    /// <summary>Name of the dataset of the rows: <c>features</c> or <c>images</c>.</summary>
    public string DatasetName { get; init; } = FeatureFileNames.Features;

    /// <summary>What made the features; null when the file is not one of features, or nobody knows.</summary>
    public FeatureRecipe? Recipe { get; init; }

    /// <summary>
    /// Folder, CSV file or pack of the images that the rows are made of, as seen from the folder of the file that is
    /// written, so that both can move together; null where there is none.
    /// </summary>
    public string? ImageSource { get; init; }

    /// <summary>More texts to keep with the file, as attributes of its root.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>
    /// Datasets beside that of the rows, in the same element type: the features of the same images at other layers of the
    /// backbone. A row that is added is then the values of all of them in this order, followed by those of
    /// <see cref="RowShape"/>. They need a <see cref="Recipe"/>, and <see cref="ExpectedRowCount"/>.
    /// </summary>
    public ImmutableArray<RowDataset> OtherDatasets { get; init; } = [];

    /// <summary>
    /// How many rows there will be, if that is known; 0 where it is not. Only a hint: room is made for so many at once,
    /// and more or fewer may come. With <see cref="OtherDatasets"/> it must be known, and no more may come.
    /// </summary>
    public int ExpectedRowCount { get; init; }

    /// <summary>
    /// How often rows are made safe against a crash: at most those of this time are lost by one.
    /// <see cref="Timeout.InfiniteTimeSpan"/> leaves it to <see cref="Hdf5RowWriter.Commit"/>.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the rows will be made of, in order; empty when that is not known.</summary>
    internal ImmutableArray<RowInput> Inputs
    {
        get;
        // Here, because every commit writes the hash, and the list may be long.
        init => (field, InputsSha256) = (value, value.IsEmpty ? "" : RowInputs.Sha256(value));
    } = [];

    /// <summary>One hash of <see cref="Inputs"/>; empty when they are not known.</summary>
    internal string InputsSha256 { get; init; } = "";

    /// <summary>Of which list the <see cref="Inputs"/> are a shard; its positions are theirs. Null when they are the whole list.</summary>
    internal ListPart? Part { get; init; }

    /// <summary>Whether rows are bytes of any number, such as image files, and have a table of where each begins.</summary>
    internal bool IsVariable { get; init; }

    /// <summary>Bytes in a row; 1 where they are of any number.</summary>
    internal int RowLength => IsVariable ? 1 : LengthOf(RowShape);

    /// <summary>Bytes of a row that is added: those of the other datasets too.</summary>
    internal int AddedRowLength => OtherDatasets.Aggregate(RowLength, (sum, other) => checked(sum + LengthOf(other.RowShape)));

    /// <summary>Rows that there may be at most, as far as that is known.</summary>
    internal int GreatestRowCount => Math.Max(Inputs.Length, ExpectedRowCount);

    /// <summary>All text attributes but those that say when and by what the file was written.</summary>
    internal IEnumerable<KeyValuePair<string, string>> AllAttributes => [.. RecipeAttributes, .. SourceAttributes, .. AllOwnAttributes];

    /// <summary>Texts that must be the same for rows to go together: <see cref="Attributes"/>, and which shard it is.</summary>
    internal IEnumerable<KeyValuePair<string, string>> AllOwnAttributes => Part is null ? Attributes :
    [
        .. Attributes,
        new(FeatureFileNames.Shard, $"{Part.Shard}"),
        new(FeatureFileNames.ShardBy, Part.Shard.Division),
    ];

    private IEnumerable<KeyValuePair<string, string>> RecipeAttributes => Recipe is null ? [] :
    [
        new(FeatureFileNames.Backbone, Recipe.Backbone.Name),
        new(FeatureFileNames.BackboneSha256, Recipe.Backbone.Sha256),
        new(FeatureFileNames.Layer, Recipe.Backbone.Layer),
        new(FeatureFileNames.Precision, Recipe.Backbone.Precision.ToText()),
        new(FeatureFileNames.Preprocessing, Recipe.Preprocessing.ToJson()),
        new(FeatureFileNames.Shaping, Recipe.Shaping.ToJson()),
    ];

    private IEnumerable<KeyValuePair<string, string>> SourceAttributes => ImageSource is null ? [] : [new(FeatureFileNames.ImageSource, ImageSource)];

    /// <summary>Bytes of a row of that shape.</summary>
    internal int LengthOf(ImmutableArray<int> shape) => checked(shape.Aggregate(1, (product, side) => checked(product * side)) * ElementType.SizeOf());

    /// <exception cref="ArgumentException">A side is less than 1, a class name comes twice, or other datasets lack what they need.</exception>
    internal void Check()
    {
        if (RowShape.IsDefaultOrEmpty || RowShape.Any(side => side < 1))
            throw new ArgumentException("A row needs at least one value.", nameof(RowShape));
        if (LabelNames.IsDefault || LabelNames.Distinct(StringComparer.Ordinal).Count() != LabelNames.Length)
            throw new ArgumentException("A class name comes twice.", nameof(LabelNames));
        ArgumentOutOfRangeException.ThrowIfNegative(ExpectedRowCount);
        CheckOtherDatasets();
        _ = AddedRowLength;
    }

    private void CheckOtherDatasets()
    {
        if (OtherDatasets.IsDefault)
            throw new ArgumentException("It must be empty where there are none.", nameof(OtherDatasets));
        if (OtherDatasets.IsEmpty)
            return;
        foreach (var other in OtherDatasets)
            other.Check();
        if (DatasetName != FeatureFileNames.Features || Recipe is null)
            throw new ArgumentException("Only features whose recipe is known have other layers beside them.", nameof(OtherDatasets));
        if (OtherDatasets.DistinctBy(other => other.Name).Count() < OtherDatasets.Length
            || OtherDatasets.Select(other => other.Layer).Append(Recipe.Backbone.Layer).Distinct(StringComparer.Ordinal).Count() <= OtherDatasets.Length)
        {
            throw new ArgumentException("A layer or a name of a dataset comes twice.", nameof(OtherDatasets));
        }

        if (GreatestRowCount == 0)
            throw new ArgumentException("With other datasets the number of rows must be known: each has its own place in the file.", nameof(ExpectedRowCount));
    }
}
