using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our files in GNU Octave, where the axes of an array come in reverse.</summary>
public sealed class OctaveTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float32")]
    [InlineData("float16")]
    [InlineData("float64")]
    [InlineData("uint8")]
    [InlineData("one row")]
    [InlineData("one feature")]
    [InlineData("no rows")]
    [InlineData("102 names")]
    [InlineData("one name")]
    [InlineData("many rows")]
    public void A_file_of_ASCII_names_is_loaded_whole(string name)
    {
        var own = OwnFile.All[name];
        var content = own.Content();

        var seen = Octave(own.Write(_folder), "", """
            r.size = size(s.features);
            r.values = double(s.features(:)');
            r.labels = double(s.labels(:)');
            r.names = cellstr(s.label_names);
            r.crcs = numel(s.row_crc32);
            """);

        Assert.Equal([content.FeatureCount, content.RowCount], Numbers(seen, "size"));
        Assert.Equal(Array.ConvertAll(content.Values, value => (double)value), Numbers(seen, "values"));
        Assert.Equal(Array.ConvertAll(content.Labels, label => (double)label), Numbers(seen, "labels"));
        Assert.Equal(content.LabelNames, seen.GetProperty("names").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(content.RowCount, seen.GetProperty("crcs").GetInt32());
    }

    /// <summary>Octave stops at strings that are UTF-8, so they are left out and their bytes taken instead.</summary>
    [Theory]
    [InlineData("꽃 🌹")]
    [InlineData("long names")]
    public void Names_that_are_not_ASCII_are_there_as_bytes(string name)
    {
        var own = OwnFile.All[name];
        var content = own.Content();

        var seen = Octave(own.Write(_folder), ", 'features', 'labels', 'label_names_utf8', 'paths_utf8'", """
            r.size = size(s.features);
            r.names = double(s.label_names_utf8);
            r.paths = double(s.paths_utf8);
            """);

        Assert.Equal([content.FeatureCount, content.RowCount], Numbers(seen, "size"));
        Assert.Equal(content.LabelNames, Texts(seen, "names"));
        Assert.Equal(content.Paths, Texts(seen, "paths"));
    }

    [Fact]
    public void Images_have_their_axes_reversed()
    {
        var own = OwnFile.All["images"];
        var content = own.Content();

        var seen = Octave(own.Write(_folder), "", """
            r.size = size(s.images);
            r.values = double(s.images(:)');
            r.class = class(s.images);
            """);

        Assert.Equal([3, 5, 4, content.RowCount], Numbers(seen, "size"));
        Assert.Equal(Array.ConvertAll(content.Values, value => (double)value), Numbers(seen, "values"));
        Assert.Equal("uint8", seen.GetProperty("class").GetString());
    }

    private static JsonElement Octave(string path, string only, string fill)
    {
        var script = $"s = load('{path}'{only});\nr = struct();\n{fill}\nprintf('%s', jsonencode(r, 'ConvertInfAndNaN', false));";
        return JsonDocument.Parse(Oracle.Tool("octave", "--norc", "--no-window-system", "--quiet", "--eval", script)).RootElement;
    }

    /// <summary>Octave writes a list of one as a number.</summary>
    private static double[] Numbers(JsonElement seen, string name) => seen.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
        : [seen.GetProperty(name).GetDouble()];

    /// <summary>A matrix of bytes, one text to a column.</summary>
    private static string[] Texts(JsonElement seen, string name)
    {
        var rows = seen.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(item => item.GetByte()).ToArray()).ToArray();
        return [.. Enumerable.Range(0, rows[0].Length).Select(column =>
            System.Text.Encoding.UTF8.GetString([.. rows.Select(row => row[column])]).TrimEnd('\0'))];
    }
}
