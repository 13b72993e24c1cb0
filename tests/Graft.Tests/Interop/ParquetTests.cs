using Graft.Tests.Support;
using ParquetSharp;

namespace Graft.Tests.Interop;

/// <summary>Our Parquet files read by Apache's own reader.</summary>
public sealed class ParquetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_column_is_read_by_its_name_and_type()
    {
        _folder.Write("x.npy", NpyFile.Matrix(3, 2, 1, -0f, float.NaN, float.PositiveInfinity, 1e-45f, 6));
        _folder.Write("x.csv", "path,label\n1.jpg,장미\n\"a, \"\"b\"\".jpg\",🌹\n,장미\n");

        await Convert("x.npy", "x.parquet");

        using var file = new ParquetFileReader(_folder["x.parquet"]);
        Assert.Equal(["path ByteArray String", "label Int32 Int(bitWidth=32, isSigned=true)", "label_name ByteArray String", "features.list.element Float None"],
            Enumerable.Range(0, file.FileMetaData.NumColumns).Select(file.FileMetaData.Schema.Column)
                .Select(column => $"{column.Path.ToDotString()} {column.PhysicalType} {column.LogicalType}"));
        Assert.Equal(["1.jpg", "a, \"b\".jpg", ""], Column<string>(file, 0));
        Assert.Equal([0, 1, 0], Column<int>(file, 1));
        Assert.Equal(["장미", "🌹", "장미"], Column<string>(file, 2));
        Assert.Equal([[1, -0f], [float.NaN, float.PositiveInfinity], [1e-45f, 6]], Column<float[]>(file, 3));
        var metadata = file.FileMetaData.KeyValueMetadata;
        Assert.Equal(["created", "label_names", "row_shape", "tool_version"], metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[2]", metadata["row_shape"]);
        Assert.Equal(["장미", "🌹"], System.Text.Json.JsonSerializer.Deserialize<string[]>(metadata["label_names"])!);
    }

    [Theory]
    [InlineData(20_000, 500, 3)]
    [InlineData(3, 5_000_000, 3)]
    [InlineData(1, 1, 1)]
    public async Task Groups_of_rows_are_bounded_and_hold_all_rows(int rowCount, int valueCount, int groupCount)
    {
        Oracle.PythonText("numpy", """
            import sys, numpy as np
            n, d = map(int, sys.argv[2:])
            np.save(sys.argv[1], np.arange(n * d).reshape(n, d).astype('f4'))
            """, _folder["x.npy"], $"{rowCount}", $"{valueCount}");
        _folder.Write("x.csv", "path,label\n" + string.Concat(Enumerable.Range(0, rowCount).Select(row => $"{row}.jpg,{row % 7}\n")));

        await Convert("x.npy", "x.parquet");

        using var file = new ParquetFileReader(_folder["x.parquet"]);
        Assert.Equal((rowCount, groupCount), ((int)file.FileMetaData.NumRows, file.FileMetaData.NumRowGroups));
        Assert.Equal(Enumerable.Range(0, rowCount).Select(row => $"{row}.jpg"), Column<string>(file, 0));
        Assert.Equal(Enumerable.Range(0, rowCount).Select(row => row % 7), Column<int>(file, 1));
        var values = Column<float[]>(file, 3);
        Assert.Equal(rowCount, values.Length);
        for (var row = 0; row < rowCount; row++)
        {
            for (var i = 0; i < valueCount; i++)
            {
                if (values[row].Length != valueCount || values[row][i] != (long)row * valueCount + i)
                    Assert.Fail($"row {row}, value {i}");
            }
        }
    }

    [Fact]
    public async Task The_recipe_of_a_feature_file_goes_into_the_metadata()
    {
        var set = TestFeatures.Set(4, 3, ["a", "b"]);
        TestFeatures.Write(_folder["x.h5"], set);

        await Convert("x.h5", "x.parquet");

        using var file = new ParquetFileReader(_folder["x.parquet"]);
        Assert.Equal(set.Features.ToArray(), Column<float[]>(file, 3).SelectMany(row => row));
        var metadata = file.FileMetaData.KeyValueMetadata;
        Assert.Equal(("test", new string('a', 64), "pool", GraftVersion.Text),
            (metadata["backbone"], metadata["backbone_sha256"], metadata["layer"], metadata["tool_version"]));
        Assert.Equal(TestFeatures.Recipe.Preprocessing, Preprocessing.FromJson(metadata["preprocessing"]));
    }

    private Task<ConversionReport> Convert(string input, string output) => FeatureConversion.RunAsync(
        _folder[input], _folder[output], ConversionFormat.Parquet, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A column of all groups.</summary>
    private static T[] Column<T>(ParquetFileReader file, int column) =>
        [.. Enumerable.Range(0, file.FileMetaData.NumRowGroups).SelectMany(index =>
        {
            using var group = file.RowGroup(index);
            using var values = group.Column(column).LogicalReader<T>();
            return values.ReadAll((int)group.MetaData.NumRows);
        })];
}
