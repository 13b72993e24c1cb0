using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our files under h5dump, h5ls and h5repack, and what h5repack makes of them read by us.</summary>
public sealed class H5ToolsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OwnFile.Names), MemberType = typeof(OwnFile))]
    public void H5dump_reads_all_of_it(string name)
    {
        var own = OwnFile.All[name];
        var content = own.Content();
        var path = own.Write(_folder);

        var dump = Oracle.Tool("h5dump", path);
        var head = Oracle.Tool("h5dump", "-p", "-H", "-d", own.DatasetName, path);

        Assert.Contains(H5Type(own.ElementType), head);
        var shape = string.Join(", ", content.RowShape.Prepend(content.RowCount));
        Assert.Contains($"SIMPLE {{ ( {shape} ) / ( {shape} ) }}", head);
        Assert.Contains("CONTIGUOUS", head);
        Assert.Contains("H5T_STD_I32LE", dump);
        Assert.Contains("H5T_STD_U32LE", dump);
        var ascii = own.LabelNames.All(text => System.Text.Ascii.IsValid(text));
        Assert.Contains(ascii ? "H5T_CSET_ASCII" : "H5T_CSET_UTF8", Oracle.Tool("h5dump", "-H", "-d", "label_names", path));
    }

    [Fact]
    public void H5dump_prints_the_rows()
    {
        var own = OwnFile.All["one row"];

        var dump = Oracle.Tool("h5dump", "-y", "-w", "200", "-d", "features", own.Write(_folder));

        Assert.Contains(string.Join(", ", own.Content().Values), dump);
    }

    [Fact]
    public void H5ls_lists_the_data_sets()
    {
        var list = Oracle.Tool("h5ls", OwnFile.All["102 names"].Write(_folder));

        Assert.Matches(@"(?m)^features +Dataset \{102, 7\}$", list);
        Assert.Matches(@"(?m)^labels +Dataset \{102\}$", list);
        Assert.Matches(@"(?m)^label_names +Dataset \{102\}$", list);
        Assert.Matches(@"(?m)^label_names_utf8 +Dataset \{102, 9\}$", list);
        Assert.Matches(@"(?m)^row_crc32 +Dataset \{102\}$", list);
    }

    [Theory]
    [InlineData("float32", "-f", "GZIP=1")]
    [InlineData("many rows", "-f", "GZIP=1")]
    [InlineData("many rows", "-f", "SHUF", "-f", "GZIP=9")]
    [InlineData("many rows", "-f", "FLET", "-l", "features:CHUNK=100x10")]
    [InlineData("many rows", "-L")]
    [InlineData("꽃 🌹", "-L", "-f", "GZIP=1")]
    [InlineData("images", "-f", "GZIP=1", "-l", "images:CHUNK=1x4x5x3")]
    [InlineData("no rows", "-L")]
    public void What_h5repack_makes_of_it_is_read(string name, params string[] how)
    {
        var own = OwnFile.All[name];
        var packed = _folder["packed.h5"];

        Oracle.Tool("h5repack", [.. how, own.Write(_folder), packed]);

        using var file = FeatureFile.Open(packed);
        ReadingWays.Check(file, own.Content());
        Assert.Equal(own.HasRecipe ? TestFeatures.Recipe : null, file.Recipe);
        if (own.RowCount > 1000 && how.Contains("-f"))
            Assert.Contains("CHUNKED", Oracle.Tool("h5dump", "-p", "-H", "-d", own.DatasetName, packed));
    }

    private static string H5Type(ElementType type) => type switch
    {
        ElementType.Float32 => "H5T_IEEE_F32LE",
        // That is how the library prints IEEE half precision, which had no name when it was young.
        ElementType.Float16 => "16-bit little-endian floating-point",
        ElementType.Float64 => "H5T_IEEE_F64LE",
        _ => "H5T_STD_U8LE",
    };
}
