using System.Collections.Immutable;
using PureHDF;

namespace Graft;

/// <summary>
/// Reads what stands at the root of a feature file, each piece checked for type and shape before PureHDF reads it, which
/// takes an int32 for a float32 without a word.
/// </summary>
internal sealed class FeatureFileRoot(IH5Group root, string path, long fileLength)
{
    public void CheckVersion()
    {
        if (!root.AttributeExists(FeatureFileNames.FormatVersion))
            throw Bad($"has no attribute '{FeatureFileNames.FormatVersion}'; expected a feature file made by 'graft extract'");
        var attribute = root.Attribute(FeatureFileNames.FormatVersion);
        if (attribute.Type is not { Class: H5DataTypeClass.FixedPoint, Size: 4 })
            throw Bad($"has an attribute '{FeatureFileNames.FormatVersion}' that is not an int32");
        var version = attribute.Read<int>();
        if (version != FeatureFileNames.CurrentVersion)
            throw Bad($"has format version {version}; this version of Graft reads {FeatureFileNames.CurrentVersion}");
    }

    public IH5Dataset Matrix(string name)
    {
        var dataset = Dataset(name);
        var sides = dataset.Space.Dimensions;
        if (dataset.Type is not { Class: H5DataTypeClass.FloatingPoint, Size: 4 })
            throw Bad($"has '{name}' of type {Describe(dataset.Type)}; expected float32");
        if (sides.Length != 2 || sides[0] > int.MaxValue || sides[1] is 0 or > int.MaxValue)
            throw Bad($"has '{name}' of shape {Shape(sides)}; expected [rows, values per row]");
        return dataset;
    }

    public ImmutableArray<int> Labels(string name, int rowCount, int classCount)
    {
        var dataset = Dataset(name);
        if (dataset.Type is not { Class: H5DataTypeClass.FixedPoint, Size: 4 })
            throw Bad($"has '{name}' of type {Describe(dataset.Type)}; expected int32");
        CheckLength(dataset, name, rowCount);
        var labels = rowCount == 0 ? [] : dataset.Read<int[]>();
        for (var row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classCount)
                throw Bad($"has label {labels[row]} in row {row}; its {classCount} label names allow 0 to {classCount - 1}");
        }

        return [.. labels];
    }

    public ImmutableArray<string> Strings(string name, int? count)
    {
        var dataset = Dataset(name);
        if (dataset.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength))
            throw Bad($"has '{name}' of type {Describe(dataset.Type)}; expected strings");
        var length = CheckLength(dataset, name, count);
        var texts = length == 0 ? [] : dataset.Read<string[]>();
        if (texts.Any(text => text is null))
            throw Bad($"has an undefined string in '{name}'");
        if (count is null && texts.GroupBy(text => text, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Bad($"has the class name '{twice.Key}' twice in '{name}'");
        return [.. texts];
    }

    public FeatureRecipe Recipe()
    {
        var json = Text(FeatureFileNames.Preprocessing);
        try
        {
            return new FeatureRecipe(
                new BackboneIdentity(Text(FeatureFileNames.Backbone), Text(FeatureFileNames.BackboneSha256), Text(FeatureFileNames.Layer)),
                Preprocessing.FromJson(json));
        }
        catch (FormatException e)
        {
            throw Bad($"has an unreadable attribute '{FeatureFileNames.Preprocessing}': {e.Message.TrimEnd('.')}");
        }
    }

    public string Text(string name)
    {
        if (!root.AttributeExists(name))
            throw Bad($"has no attribute '{name}'");
        var attribute = root.Attribute(name);
        return attribute.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength
            ? attribute.Read<string>()
            : throw Bad($"has an attribute '{name}' that is not text");
    }

    private IH5Dataset Dataset(string name)
    {
        if (!root.LinkExists(name) || root.Get(name) is not IH5Dataset dataset)
            throw Bad($"has no dataset '{name}'; a feature file has 'features', 'labels', 'label_names' and 'paths'");
        if (dataset.Layout.Class is not (H5DataLayoutClass.Contiguous or H5DataLayoutClass.Compact))
            throw Bad($"has '{name}' stored in another layout ({dataset.Layout.Class}); contiguous data sets are read. Repack it with 'h5repack -f {name}:NONE -l {name}:CONTI'");
        // Data sets of a feature file are neither compressed nor sparse, so none is larger than the file. Checked before
        // memory is taken for it.
        var size = dataset.Space.Dimensions.Aggregate((UInt128)dataset.Type.Size, (product, side) => side == 0 ? 0 : product * side);
        return size <= (UInt128)fileLength
            ? dataset
            : throw Bad($"is damaged: '{name}' of shape {Shape(dataset.Space.Dimensions)} is larger than the file");
    }

    private int CheckLength(IH5Dataset dataset, string name, int? expected)
    {
        var sides = dataset.Space.Dimensions;
        if (sides.Length != 1 || sides[0] > int.MaxValue || (expected is { } rows && sides[0] != (ulong)rows))
            throw Bad($"has '{name}' of shape {Shape(sides)}; expected {(expected is { } count ? $"[{count}]" : "one axis")}");
        return (int)sides[0];
    }

    private FeatureFileException Bad(string what) => new($"Feature file '{path}' {what}.", path);

    private static string Describe(IH5DataType type) => $"{type.Class} of {type.Size} bytes";

    private static string Shape(ulong[] sides) => $"[{string.Join(", ", sides)}]";
}
