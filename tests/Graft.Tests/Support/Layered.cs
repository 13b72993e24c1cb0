using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Graft.Tests.Support;

/// <summary>Files with the features of several layers, and what must be in them.</summary>
internal static class Layered
{
    /// <summary>Wider rows are read in one way only, because comparing them in all takes minutes.</summary>
    private const int WideRow = 600;

    /// <summary>Options of a file whose main layer is <c>pool</c>, beside layers of these names and widths.</summary>
    public static Hdf5RowOptions Options(int featureCount, int rowCount, params IEnumerable<(string Layer, int Width)> others)
    {
        var datasets = ImmutableArray.CreateBuilder<RowDataset>();
        foreach (var (layer, width) in others)
            datasets.Add(new RowDataset(RowDataset.NameOf(layer, datasets.Select(dataset => dataset.Name)), [width], layer));
        return TestFeatures.Options(featureCount, "a", "장미") with { OtherDatasets = datasets.ToImmutable(), ExpectedRowCount = rowCount };
    }

    /// <summary>Values of a row as the writer takes them, different in every place.</summary>
    public static float[] Row(Hdf5RowOptions options, int row) =>
        [.. Enumerable.Range(0, options.AddedRowLength / options.ElementType.SizeOf()).Select(column => (row * 1000) + column + 0.5f)];

    /// <summary>Where the values of a dataset begin in such a row; of the main one for a null.</summary>
    public static int Start(Hdf5RowOptions options, RowDataset? dataset) =>
        options.OtherDatasets.TakeWhile(other => other != dataset).Sum(other => other.RowShape[0]);

    /// <summary>Adds rows up to a number, in batches.</summary>
    public static void Add(Hdf5RowWriter writer, Hdf5RowOptions options, int end, int batchSize = 1)
    {
        while (writer.RowCount < end)
        {
            int[] rows = [.. Enumerable.Range(writer.RowCount, Math.Min(batchSize, end - writer.RowCount))];
            writer.Add<float>(rows.SelectMany(row => Row(options, row)).ToArray(), [.. rows.Select(row => row % 2)], [.. rows.Select(row => $"{row}.jpg")]);
        }
    }

    /// <summary>Writes such a file.</summary>
    public static string Write(string path, Hdf5RowOptions options, int rowCount, int batchSize = 1)
    {
        using var writer = Hdf5RowWriter.Create(path, options);
        Add(writer, options, rowCount, batchSize);
        writer.Complete();
        return path;
    }

    /// <summary>Reads every layer in every way, and holds it against what was written.</summary>
    public static void AssertHolds(string path, Hdf5RowOptions options, int rowCount)
    {
        foreach (var other in options.OtherDatasets)
        {
            foreach (var name in new[] { other.Layer, other.Name })
            {
                using var file = FeatureFile.Open(path, name);
                Assert.Equal((other.Name, other.Layer), (file.DatasetName, file.Recipe!.Backbone.Layer));
                Assert.Equal(options.Recipe, file.Recipe with { Backbone = options.Recipe!.Backbone });
                Check(file, Content(options, other, rowCount));
            }
        }

        using var main = FeatureFile.Open(path);
        Assert.Equal([.. options.OtherDatasets.Select(other => other.Layer), options.Recipe!.Backbone.Layer], main.Layers);
        Assert.Equal(options.Recipe, main.Recipe);
        Check(main, Content(options, null, rowCount));
        var check = main.Check();
        Assert.True(check.IsSound && check.Others.Prepend(check).All(layer => layer.HasChecksums || rowCount == 0));
        Assert.Equal(options.OtherDatasets.Select(other => other.Layer), check.Others.Select(other => other.Layer));
    }

    private static void Check(FeatureFile file, FileContent expected)
    {
        if (expected.FeatureCount <= WideRow)
            ReadingWays.Check(file, expected);
        else
            Assert.True(file.ReadRows(0, file.RowCount).Features.Span.SequenceEqual(expected.Values), file.DatasetName);
    }

    private static FileContent Content(Hdf5RowOptions options, RowDataset? dataset, int rowCount)
    {
        var width = (dataset?.RowShape ?? options.RowShape)[0];
        var start = Start(options, dataset);
        var values = Enumerable.Range(0, rowCount).SelectMany(row => Row(options, row).Skip(start).Take(width)).ToArray();
        return new FileContent(rowCount, [width], values, [.. Enumerable.Range(0, rowCount).Select(row => row % 2)], [.. options.LabelNames])
        {
            Paths = [.. Enumerable.Range(0, rowCount).Select(row => $"{row}.jpg")],
            StoredType = "float32",
            StoredBytes = MemoryMarshal.AsBytes<float>(values).ToArray(),
        };
    }
}
