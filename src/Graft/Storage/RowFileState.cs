using System.Collections.Frozen;
using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

/// <summary>What an interrupted run left: a file of rows that is unfinished, or only lacks its name.</summary>
internal sealed class RowFileState
{
    private RowFileState(Hdf5File file, string path)
    {
        var root = new FeatureFileRoot(file.Root, path);
        var rows = file.Root.Links.Select(link => link.Name)
            .FirstOrDefault(name => name is FeatureFileNames.Features or FeatureFileNames.Images or FeatureFileNames.ImageFiles) ?? throw root.Bad("holds no rows");
        var dataset = root.Required(rows);
        IsVariable = rows == FeatureFileNames.ImageFiles;
        IsFinished = file.Root.Attribute(FeatureFileNames.Unfinished) is null;
        (DatasetName, StoredType, End) = (rows, dataset.Type.ToString(), file.End);
        RowShape = IsVariable ? [1] : [.. dataset.Shape.Skip(1).Select(side => (int)side)];
        LabelNames = root.Strings(FeatureFileNames.LabelNames, null);
        Paths = root.Strings(FeatureFileNames.Paths, null);
        Labels = root.Labels(Paths.Length, LabelNames.Length);
        Checksums = root.RowChecksums(Paths.Length);
        Offsets = IsVariable ? root.WholeNumbers(FeatureFileNames.Offsets, Paths.Length + 1L) : [];
        Recipe = root.Recipe();
        Others = IsVariable ? [] : [.. root.OtherLayers(dataset, Recipe).Select(layer => new StoredRows(
            new RowDataset(layer.DatasetName, layer.RowShape, layer.Name), layer.Dataset.Type.ToString(), layer.Dataset, root.RowChecksums(Paths.Length, layer.ChecksumsName)))];
        InputsSha256 = root.OptionalText(FeatureFileNames.InputsSha256);
        Part = root.Part(Paths.Length);
        Attributes = file.Root.Attributes.Where(attribute => attribute.Type.IsText && !FeatureFileNames.IsOfEveryFile(attribute.Name)).ToDictionary(attribute => attribute.Name, attribute => root.Text(attribute.Name));
        if (IsFinished)
            return;
        Inputs = RowInputs.Split(root.ReadSmall(root.Required(FeatureFileNames.Inputs), FeatureFileNames.Inputs));
        Skipped = [.. ZeroSeparated.Split(root.ReadSmall(root.Required(FeatureFileNames.Skipped), FeatureFileNames.Skipped)).Chunk(2).Select(pair => new SkippedInput(pair[0], pair[1]))];
    }

    /// <summary>Whether all rows are there and only the name is not.</summary>
    public bool IsFinished { get; }

    public string DatasetName { get; }

    public string StoredType { get; }

    public bool IsVariable { get; }

    public ImmutableArray<int> RowShape { get; }

    public ImmutableArray<string> LabelNames { get; }

    public ImmutableArray<string> Paths { get; }

    public ImmutableArray<int> Labels { get; }

    public uint[] Checksums { get; }

    public long[] Offsets { get; }

    public FeatureRecipe? Recipe { get; }

    /// <summary>The datasets beside the main one.</summary>
    public ImmutableArray<StoredRows> Others { get; }

    /// <summary>Where their rows begin; nothing where there are no rows yet.</summary>
    public IReadOnlyDictionary<string, long> OtherAddresses { get; private set; } = FrozenDictionary<string, long>.Empty;

    /// <summary>Texts that not every file has, such as <see cref="Hdf5RowOptions.Attributes"/>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    public string InputsSha256 { get; }

    /// <summary>Of which list its images are a shard; null when they are the whole list.</summary>
    public ListPart? Part { get; }

    /// <summary>What the rows were to be made of; empty when that was not known, or the file is finished.</summary>
    public ImmutableArray<RowInput> Inputs { get; } = [];

    public ImmutableArray<SkippedInput> Skipped { get; } = [];

    /// <summary>Where the file ends by its own account.</summary>
    public long End { get; }

    /// <summary>Reads it from an open file.</summary>
    public static RowFileState Read(Hdf5File file, string path) => new(file, path);

    /// <summary>Reads what an earlier run left.</summary>
    /// <param name="output">The temporary file.</param>
    /// <returns>Null when nothing was committed yet.</returns>
    /// <exception cref="OutputException">It is damaged.</exception>
    public static RowFileState? Read(OutputFile output)
    {
        Span<byte> start = stackalloc byte[MetadataBlock.SuperblockLength];
        if (RandomAccess.Read(output.Handle, start, 0) < start.Length || !start.ContainsAnyExcept((byte)0))
            return null;
        try
        {
            RowFileEnd.RepairSuperblock(output);
            var state = new RowFileState(Hdf5File.Open(output.Handle, output.TemporaryPath), output.TemporaryPath);
            state.OtherAddresses = state.Others.Where(other => other.Values.Count > 0).ToDictionary(
                other => other.Dataset.Name,
                other => other.Values.ContiguousAddress ?? throw Hdf5Exception.Damaged($"the rows of '{other.Dataset.Name}' do not lie in one piece"));
            return state;
        }
        catch (Exception e)
        {
            var reason = FeatureFileErrors.Translate(e, output.TemporaryPath).Message.TrimEnd('.');
            throw new OutputException($"The file of an interrupted run cannot be continued: {reason}. Remove '{output.TemporaryPath}' to start over.", output.Path, e);
        }
    }

    /// <summary>Whether nothing is missing but the name; more inputs than it was made of want more rows.</summary>
    public bool IsWhole(Hdf5RowOptions options) =>
        IsFinished && (options.Inputs.IsEmpty || InputsSha256 == options.InputsSha256) && Part?.Sha256 == options.Part?.Sha256;

    /// <summary>In which way these rows are others than those of <paramref name="options"/>; null when they are the same.</summary>
    /// <param name="options">The others.</param>
    /// <param name="where">Where those are, in a word or two.</param>
    public string? DifferenceTo(Hdf5RowOptions options, string where = "now")
    {
        if (DatasetName != options.DatasetName || IsVariable != options.IsVariable)
            return $"it holds '{DatasetName}', not '{options.DatasetName}'";
        if (FeatureRecipe.Difference(Recipe, options.Recipe) is { } difference)
            return difference.Replace(" here", " in it", StringComparison.Ordinal).Replace(" there", $" {where}", StringComparison.Ordinal);
        var attributes = options.AllOwnAttributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        foreach (var name in attributes.Keys.Union(Attributes.Keys))
        {
            var (old, value) = (Attributes.GetValueOrDefault(name), attributes.GetValueOrDefault(name));
            if (old != value)
                return $"{name} {Quoted(old)} in it, {Quoted(value)} {where}";
        }

        if (!IsVariable && (!RowShape.SequenceEqual(options.RowShape) || !string.Equals(StoredType, $"{options.ElementType}", StringComparison.OrdinalIgnoreCase)))
            return $"rows of [{string.Join(", ", RowShape)}] {StoredType} in it, [{string.Join(", ", options.RowShape)}] {options.ElementType.ToString().ToLowerInvariant()} {where}";
        if (OtherDifference(options, where) is { } otherDifference)
            return otherDifference;
        return !options.LabelNames.AsSpan().StartsWith(LabelNames.AsSpan())
            ? $"its {LabelNames.Length} class names are others than the {options.LabelNames.Length} {where}"
            : null;

        static string Quoted(string? value) => value is null ? "not set" : $"'{value}'";
    }

    /// <summary>The order of the datasets is of no concern: each is known by its name.</summary>
    private string? OtherDifference(Hdf5RowOptions options, string where)
    {
        var layers = Others.Select(other => other.Dataset.Layer).ToList();
        var layersNow = options.OtherDatasets.Select(other => other.Layer).ToList();
        if (layers.Except(layersNow).Any() || layersNow.Except(layers).Any())
            return $"{Listed(layers)} in it, {Listed(layersNow)} {where}";
        foreach (var now in options.OtherDatasets)
        {
            var old = Others.First(other => other.Dataset.Layer == now.Layer);
            if (old.Dataset.Name != now.Name)
                return $"layer '{now.Layer}' as '{old.Dataset.Name}' in it, as '{now.Name}' {where}";
            if (!old.Dataset.Equals(now) || old.StoredType != StoredType)
                return $"rows of '{now.Name}' of [{string.Join(", ", old.Dataset.RowShape)}] {old.StoredType} in it, [{string.Join(", ", now.RowShape)}] {StoredType} {where}";
        }

        return null;

        string Listed(List<string> others) => $"layer{(others.Count == 0 ? "" : "s")} {string.Join(", ", others.Append(options.Recipe?.Backbone.Layer ?? DatasetName).Select(layer => $"'{layer}'"))}";
    }
}
