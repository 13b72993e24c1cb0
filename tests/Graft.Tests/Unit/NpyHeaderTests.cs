using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>One test for each way a NumPy file can lie.</summary>
public sealed class NpyHeaderTests
{
    [Fact]
    public void An_empty_file() => Refused([], "'{0}' is empty; expected one made by numpy.save.");

    [Fact]
    public void Another_kind_of_file() => Refused(TestImages.Png(), "'{0}' is not a NumPy file; expected one made by numpy.save.");

    [Fact]
    public void A_file_cut_off_in_its_prefix() =>
        Refused(NpyFile.With(NpyFile.Dictionary(), 24)[..9], "NumPy file '{0}' was cut off: it has only 9 bytes. Save it again.");

    [Fact]
    public void A_file_cut_off_in_its_dictionary()
    {
        var whole = NpyFile.With(NpyFile.Dictionary(), 24);

        Refused(whole[..40], $"NumPy file '{{0}}' was cut off in its header, after 40 of {whole.Length - 24} bytes. Save it again.");
    }

    [Fact]
    public void A_file_cut_off_in_its_values()
    {
        var whole = NpyFile.With(NpyFile.Dictionary(), 24);

        Refused(whole[..^1], $"NumPy file '{{0}}' was cut off after {whole.Length - 1} of {whole.Length} bytes. Save it again.");
    }

    [Fact]
    public void Bytes_after_the_values() =>
        Refused(NpyFile.With(NpyFile.Dictionary(), 31), "NumPy file '{0}' has 7 bytes more than its shape (2, 3) needs. Save one array to a file.");

    [Theory]
    [InlineData(4, 0)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void A_version_not_known(int major, int minor) =>
        Refused(NpyFile.With(NpyFile.Dictionary(), 24, major, minor), $"NumPy file '{{0}}' has format version {major}.{minor}; 1.0, 2.0 and 3.0 are read.");

    [Theory]
    [InlineData(-1, "4,294,967,295")]
    [InlineData(1 << 20, "1,048,576")]
    public void A_header_of_huge_length(int length, string shown) =>
        Refused(NpyFile.With(NpyFile.Dictionary(), 24, major: 2, statedLength: length), $"NumPy file '{{0}}' has a header of {shown} bytes; at most 65,536 are read. Save a plain matrix.");

    [Theory]
    [InlineData("'<i4'", "has whole numbers ('<i4')")]
    [InlineData("'|u4'", "has whole numbers ('|u4')")]
    [InlineData("'>i8'", "has whole numbers ('>i8')")]
    [InlineData("'|b1'", "has truth values ('|b1')")]
    [InlineData("'<c8'", "has complex numbers ('<c8')")]
    [InlineData("'<f16'", "has numbers of another precision ('<f16')")]
    [InlineData("'|O'", "has Python objects ('|O')")]
    [InlineData("'<U5'", "has text ('<U5')")]
    [InlineData("'|S5'", "has text ('|S5')")]
    [InlineData("'|V4'", "has records ('|V4')")]
    [InlineData("'<M8[s]'", "has times ('<M8[s]')")]
    [InlineData("'float32'", "has values of a type not known ('float32')")]
    [InlineData("''", "has values of a type not known ('')")]
    public void Values_that_are_not_features(string descr, string expected) =>
        Refused(NpyFile.With(NpyFile.Dictionary(descr), 24), $"NumPy file '{{0}}' {expected}; float16, float32, float64 and uint8 are read. Save x.astype('float32').");

    [Fact]
    public void Big_endian_values() =>
        Refused(NpyFile.With(NpyFile.Dictionary("'>f8'"), 48), "NumPy file '{0}' is big-endian ('>f8'); little-endian is read. Save x.astype('<f8').");

    [Fact]
    public void Structured_values() =>
        Refused(NpyFile.With(NpyFile.Dictionary("[('a', '<f4'), ('b', '<f4')]"), 24), "NumPy file '{0}' has structured values (named fields); a plain matrix is read. Save one field, or numpy.stack them.");

    [Fact]
    public void Columns_before_rows() =>
        Refused(NpyFile.With(NpyFile.Dictionary(order: "True"), 24), "NumPy file '{0}' is in Fortran order (column by column); rows are read. Save numpy.ascontiguousarray(x).");

    [Theory]
    [InlineData("()", "has shape (); expected (rows, values per row).")]
    [InlineData("(6,)", "has shape (6,); expected (rows, values per row).")]
    [InlineData("(2, 0)", "has shape (2, 0); expected at least one value per row.")]
    [InlineData("(3000000000, 1)", "has shape (3000000000, 1); at most 2,147,483,647 rows of 268,435,448 values are read.")]
    [InlineData("(1, 65536, 65536)", "has shape (1, 65536, 65536); at most 2,147,483,647 rows of 268,435,448 values are read.")]
    [InlineData("(9223372036854775807, 9223372036854775807, 9223372036854775807)", "at most 2,147,483,647 rows")]
    [InlineData("(2147483647, 1000)", "was cut off after")]
    [InlineData("(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)", "has shape of 33 sides; expected (rows, values per row).")]
    public void A_shape_that_is_no_matrix_or_does_not_fit(string shape, string expected) =>
        Assert.Contains(expected, Error(NpyFile.With(NpyFile.Dictionary(shape: shape), 24)).Message);

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "it lacks 'shape'")]
    [InlineData("{'shape': (2, 3), 'fortran_order': False}", "it lacks 'descr'")]
    [InlineData("{'shape': (2, 3), 'descr': '<f4'}", "it lacks 'fortran_order'")]
    [InlineData("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", "it has 'descr' twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}", "it has an entry other than 'descr', 'fortran_order' and 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}", "'fortran_order' is neither True nor False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}", "'shape' has a side that is not a whole number of at least 0 and less than 2^63")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 18446744073709551619)}", "'shape' has a side that is not a whole number of at least 0 and less than 2^63")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)", "'}' is missing at position")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}", "'(' is missing at position")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + {}", "more follows at position")]
    [InlineData("{'descr': '<f4", "the text that begins at position 10 has no end")]
    [InlineData("{'descr': '<f4\\x00', 'fortran_order': False, 'shape': (2, 3)}", "it has a text with control characters")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2, 3)}", "a quoted text is missing at position")]
    [InlineData("", "'{' is missing at position")]
    public void A_dictionary_that_numpy_would_not_write(string dictionary, string expected)
    {
        var error = Error(NpyFile.With(dictionary, 24));

        Assert.Contains($"has a damaged header: {expected}", error.Message);
        Assert.EndsWith(". Save it again.", error.Message);
    }

    [Theory]
    [InlineData("{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }      ")]
    public void A_dictionary_in_another_writing_is_read(string dictionary)
    {
        var header = Read(NpyFile.With(dictionary, 24));

        Assert.Equal(ElementType.Float32, header.ElementType);
        Assert.Equal([2L, 3L], header.Shape);
    }

    [Fact]
    public void Damaged_bytes_anywhere_never_crash_the_reader()
    {
        var whole = NpyFile.With(NpyFile.Dictionary(), 24);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            var error = Record.Exception(() => Read(damaged));
            Assert.True(error is null or ConversionException, $"mutation {i}: {error}");
            Assert.DoesNotContain('\n', error?.Message ?? "");
        }
    }

    [Fact]
    public void Values_begin_at_a_multiple_of_64()
    {
        foreach (var side in new[] { 1L, 25_088, 9_007_199_254_740_993 })
            Assert.Equal(0, new NpyHeader(ElementType.Float32, [1_000_000, side, side, side]).ToBytes().Length % 64);
    }

    private static void Refused(byte[] content, string message) => Assert.Equal(string.Format(null, message, "x.npy"), Error(content).Message);

    private static ConversionException Error(byte[] content) => Assert.Throws<ConversionException>(() => Read(content));

    private static NpyHeader Read(byte[] content)
    {
        using var stream = new MemoryStream(content);
        return NpyHeader.Read(stream, "x.npy");
    }
}
