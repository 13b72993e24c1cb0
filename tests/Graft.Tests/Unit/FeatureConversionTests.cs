using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FeatureConversionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Labels_are_taken_from_beside_the_array_or_from_where_they_are_said_to_be()
    {
        Matrix("x.npy", "path,label\n1.jpg,tulip\n2.jpg,장미\n");
        _folder.Write("other.csv", "label\nb\na\n");

        await Convert("x.npy", "x1.csv", ConversionFormat.Csv);
        await Convert("x.npy", "x2.csv", ConversionFormat.Csv, new ConversionOptions { LabelsPath = _folder["other.csv"] });

        Assert.Equal("path,label,f0,f1,f2\n1.jpg,tulip,1,2,3\n2.jpg,장미,4,5,6\n", await Text("x1.csv"));
        Assert.Equal("path,label,f0,f1,f2\n,b,1,2,3\n,a,4,5,6\n", await Text("x2.csv"));
    }

    [Fact]
    public async Task An_array_without_labels_is_refused_with_what_to_give()
    {
        _folder.Write("x.npy", NpyFile.Matrix(2, 1, 1, 2));

        await Refused("x.npy", "y.csv", ConversionFormat.Csv,
            $"'{_folder["x.npy"]}' has no labels: neither '{_folder["x.labels.csv"]}' nor '{_folder["x.csv"]}' is there. " +
            "Name a CSV file with a column 'label' (class names), one line a row, with --labels.");
    }

    [Theory]
    [InlineData("label\na\n", "'{0}' has 2 rows, but '{1}' has labels for 1; expected one line a row below its header.")]
    [InlineData("label\na\nb\nc\n", "'{0}' has 2 rows, but '{1}' has labels for 3; expected one line a row below its header.")]
    [InlineData("label\n", "'{1}' has a header and no lines below it; expected one line a row.")]
    [InlineData("", "'{1}' has no column 'label'; its first line must be a header with a column 'label' (class names) and, if you like, 'path'.")]
    [InlineData("class\na\nb\n", "'{1}' has no column 'label'; its first line must be a header with a column 'label' (class names) and, if you like, 'path'.")]
    [InlineData("label,label\na,b\nb,a\n", "'{1}' has the column 'label' twice. Remove one of the two.")]
    [InlineData("path,label\n1.jpg,\n2.jpg,a\n", "'{1}', line 2: the label is empty.")]
    [InlineData("path,label\n1.jpg,a\n2.jpg\n", "'{1}', line 3: 1 column, but the header has 2.")]
    public async Task Labels_that_do_not_fit_the_array(string csv, string expected)
    {
        Matrix("x.npy", csv);

        await Refused("x.npy", "y.csv", ConversionFormat.Csv, string.Format(null, expected, _folder["x.npy"], _folder["x.labels.csv"]));
    }

    [Fact]
    public async Task Labels_for_a_file_that_has_its_own_are_refused()
    {
        _folder.Write("x.csv", "label,f0\na,1\n");

        await Refused("x.csv", "y.npy", ConversionFormat.Npy,
            $"'{_folder["x.csv"]}' has labels of its own; only a NumPy file takes them from 'other.csv'. Leave out --labels.",
            new ConversionOptions { LabelsPath = "other.csv" });
    }

    [Theory]
    [InlineData("label,f0\na,1\nb,x\n", ", line 3: column 'f0': 'x' is not a number.")]
    [InlineData("label,f0,f1\na,1,\n", ", line 2: column 'f1': '' is not a number.")]
    [InlineData("label,f0\na,\"1,5\"\n", ", line 2: column 'f0': '1,5' is not a number.")]
    [InlineData("label,f0\na,1e39\n", ", line 2: column 'f0': '1e39' is too large for float32; read it with --dtype float64.")]
    [InlineData("label,f0\na,-1e999\n", ", line 2: column 'f0': '-1e999' is too large for float32; read it with --dtype float64.")]
    [InlineData("label,f0\n\"a\nb\",1\nc,x\n", ", line 4: column 'f0': 'x' is not a number.")]
    [InlineData("label,f0\na,1,2\n", ", line 2: 3 columns, but the header has 2.")]
    [InlineData("label,f0\na\n", ", line 2: 1 column, but the header has 2.")]
    [InlineData("label,f0\n,1\n", ", line 2: the label is empty.")]
    [InlineData("path,label\na.jpg,a\n", " has no columns of numbers; every column but 'path' and 'label' is one.")]
    [InlineData("label,f0\n", " has a header and no lines below it; expected one line a row.")]
    [InlineData("f0,f1\n1,2\n", " has no column 'label'; its first line must be a header with a column 'label' (class names) and, if you like, 'path'.")]
    [InlineData("label,path,path\na,1,2\n", " has the column 'path' twice. Remove one of the two.")]
    public async Task A_text_that_is_no_table_of_numbers(string csv, string expected)
    {
        _folder.Write("x.csv", csv);

        await Refused("x.csv", "y.npy", ConversionFormat.Npy, $"'{_folder["x.csv"]}'{expected}");
    }

    [Fact]
    public async Task A_long_cell_is_not_quoted_whole()
    {
        _folder.Write("x.csv", $"label,f0\na,{new string('x', 100_000)}\n");

        await Refused("x.csv", "y.npy", ConversionFormat.Npy, $"'{_folder["x.csv"]}', line 2: column 'f0': '{new string('x', 40)}…' is not a number.");
    }

    [Fact]
    public async Task A_quotation_mark_without_end()
    {
        _folder.Write("x.csv", $"label,f0\n\"a,1\n{string.Concat(Enumerable.Repeat("b,2\n", 5_000_000))}");

        await Refused("x.csv", "y.npy", ConversionFormat.Npy, $"Cannot read '{_folder["x.csv"]}': a line is too long, or a quotation mark has no end.");
    }

    [Fact]
    public async Task A_text_in_another_encoding_than_utf8()
    {
        // 장미 as a Korean spreadsheet writes it.
        _folder.Write("x.csv", [.. "label,f0\n"u8, 0xC0, 0xE5, 0xB9, 0xCC, .. ",1\n"u8]);

        await Refused("x.csv", "y.npy", ConversionFormat.Npy, $"'{_folder["x.csv"]}', line 2: column 'label': the text is not UTF-8; save the file as UTF-8.");
    }

    [Fact]
    public async Task Infinity_and_not_a_number_are_read_as_Python_and_NET_write_them()
    {
        _folder.Write("x.csv", "f0,f1,f2,f3,f4,f5,label\ninf,-inf,nan,Infinity,-Infinity,NaN,a\n");

        await Convert("x.csv", "y.csv", ConversionFormat.Csv);

        Assert.Equal("path,label,f0,f1,f2,f3,f4,f5\n,a,Infinity,-Infinity,NaN,Infinity,-Infinity,NaN\n", await Text("y.csv"));
    }

    [Fact]
    public async Task A_byte_order_mark_and_Windows_line_ends_do_not_matter()
    {
        _folder.Write("x.csv", "\uFEFFlabel,f0\r\na,1\r\n");

        await Convert("x.csv", "y.csv", ConversionFormat.Csv);

        Assert.Equal("path,label,f0\n,a,1\n", await Text("y.csv"));
    }

    [Fact]
    public async Task Doubles_keep_their_digits_in_a_text()
    {
        _folder.Write("x.csv", "label,f0,f1\na,0.1,1e300\n");

        var report = await Convert("x.csv", "x.npy", ConversionFormat.Npy, new ConversionOptions { ElementType = ElementType.Float64 });
        await Convert("x.npy", "y.csv", ConversionFormat.Csv);

        Assert.Equal(ElementType.Float64, report.ElementType);
        Assert.Equal("path,label,f0,f1\n,a,0.1,1E+300\n", await Text("y.csv"));
    }

    [Fact]
    public async Task The_report_says_what_was_written_and_what_became_infinite()
    {
        _folder.Write("x.npy", NpyFile.Matrix(2, 2, 1, 70_000, -1e6f, float.PositiveInfinity));
        _folder.Write("x.csv", "label\nb\na\n");

        var report = await Convert("x.npy", "y.npy", ConversionFormat.Npy, new ConversionOptions { ElementType = ElementType.Float16 });

        Assert.Equal([_folder["y.npy"], _folder["y.labels.npy"], _folder["y.labels.csv"]], report.Files);
        Assert.Equal((2, ElementType.Float16, 2L), (report.RowCount, report.ElementType, report.OverflowCount));
        Assert.Equal([2], report.RowShape);
        Assert.Equal(["a", "b"], report.LabelNames);
        Assert.Equal(["x.csv", "x.npy", "y.labels.csv", "y.labels.npy", "y.npy"], _folder.Names());
    }

    [Fact]
    public async Task Progress_ends_with_all_rows()
    {
        Matrix("x.npy", "label\na\nb\n");
        var progress = new LastReport();

        await FeatureConversion.RunAsync(
            _folder["x.npy"], _folder["y.csv"], ConversionFormat.Csv, progress: progress, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new ExtractionProgress(2, 2, 0), progress.Value);
    }

    [Theory]
    [InlineData("x.csv", "x.csv", ConversionFormat.Csv, "x.csv")]
    [InlineData("x.csv", "link.csv", ConversionFormat.Csv, "link.csv")]
    [InlineData("x.csv", "folder/../x.csv", ConversionFormat.Csv, "folder/../x.csv")]
    [InlineData("x.csv", "folder-link/x.csv", ConversionFormat.Csv, "folder-link/x.csv")]
    [InlineData("m.npy", "m.labels.csv", ConversionFormat.Csv, "m.labels.csv")]
    [InlineData("n.npy", "m.npy", ConversionFormat.Npy, "m.labels.csv")]
    public async Task A_file_that_is_read_is_not_written(string input, string output, ConversionFormat format, string named)
    {
        _folder.Write("x.csv", "path,label,f0\n,a,1\n");
        Matrix("m.npy", "path,label\n,a\n,b\n");
        _folder.Write("n.npy", NpyFile.Matrix(2, 3, 1, 2, 3, 4, 5, 6));
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["link.csv"], "x.csv");
        File.CreateSymbolicLink(_folder["folder-link"], _folder.Path);

        var options = new ConversionOptions { LabelsPath = input == "n.npy" ? _folder["m.labels.csv"] : null };
        var error = await Assert.ThrowsAsync<OutputException>(() => Convert(input, output, format, options));

        Assert.Equal($"Cannot write '{_folder[named]}': the conversion reads that file. Choose another name with --out.", error.Message);
        Assert.Equal("path,label,f0\n,a,1\n", await Text("x.csv"));
    }

    [Theory]
    [InlineData("y.npy", ConversionFormat.Npy, "y.npy")]
    [InlineData("y.npy", ConversionFormat.Npy, "y.labels.npy")]
    [InlineData("y.npy", ConversionFormat.Npy, "y.labels.csv")]
    [InlineData("y.csv", ConversionFormat.Csv, "y.csv")]
    [InlineData("y.parquet", ConversionFormat.Parquet, "y.parquet")]
    public async Task A_file_of_another_kind_is_never_replaced(string output, ConversionFormat format, string other)
    {
        Matrix("x.npy", "label\na\nb\n");
        _folder.Write(other, "path,label,remark\n1.jpg,a,my own list\n");
        var before = _folder.Names();

        await Refused("x.npy", output, format, $"Cannot write '{_folder[other]}': a file of another kind has that name. Choose another name, or remove it.");

        Assert.Equal(before, _folder.Names());
        Assert.Equal("path,label,remark\n1.jpg,a,my own list\n", await Text(other));
    }

    [Theory]
    [InlineData(ConversionFormat.Npy)]
    [InlineData(ConversionFormat.Csv)]
    [InlineData(ConversionFormat.Parquet)]
    public async Task A_file_of_the_same_kind_is_replaced(ConversionFormat format)
    {
        Matrix("x.npy", "label\na\nb\n");

        await Convert("x.npy", "y", format);
        var report = await Convert("x.npy", "y", format);

        Assert.Equal(2, report.RowCount);
    }

    [Theory]
    [InlineData(ConversionFormat.Npy)]
    [InlineData(ConversionFormat.Csv)]
    [InlineData(ConversionFormat.Parquet)]
    public async Task Cancelled_or_failed_it_leaves_nothing_behind(ConversionFormat format)
    {
        _folder.Write("x.csv", "label,f0\na,1\nb,x\n");
        Matrix("m.npy", "label\na\nb\n");
        var before = _folder.Names();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAsync<ConversionException>(() => Convert("x.csv", "y", format));
        await Assert.ThrowsAsync<OperationCanceledException>(() => FeatureConversion.RunAsync(
            _folder["m.npy"], _folder["y"], format, progress: new CancelAtFirst(cancellation), cancellationToken: cancellation.Token));

        Assert.Equal(before, _folder.Names());
    }

    [Fact]
    public async Task Files_that_cannot_be_read()
    {
        _folder.Write("x.txt", "hello");
        _folder.Write("x.parquet", "PAR1....PAR1");

        await Refused("none.npy", "y.csv", ConversionFormat.Csv, $"There is no file '{_folder["none.npy"]}'.");
        await Refused("x.txt", "y.csv", ConversionFormat.Csv, $"'{_folder["x.txt"]}' is of no kind that can be converted; expected HDF5 (.h5), NumPy (.npy) or CSV (.csv).");
        await Refused("x.parquet", "y.csv", ConversionFormat.Csv, $"'{_folder["x.parquet"]}' is a Parquet file, which can be written but not read; convert from HDF5, NumPy or CSV.");
        await Refused(".", "y.csv", ConversionFormat.Csv, $"Cannot read '{_folder["."]}': it is a folder.");
    }

    [Fact]
    public async Task Options_that_do_not_go_with_the_format_are_misuse()
    {
        await Misuse(ConversionFormat.Csv, new ConversionOptions { ElementType = ElementType.Float16 });
        await Misuse(ConversionFormat.Hdf5, new ConversionOptions { ElementType = ElementType.UInt8 });
        await Misuse(ConversionFormat.Npy, new ConversionOptions { Chunked = true });
        await Misuse(ConversionFormat.Npy, new ConversionOptions { GzipLevel = 4 });
        await Misuse(ConversionFormat.Hdf5, new ConversionOptions { GzipLevel = 10 });

        Task Misuse(ConversionFormat format, ConversionOptions options) =>
            Assert.ThrowsAsync<ArgumentException>(() => Convert("x", "y", format, options));
    }

    /// <summary>Two rows of 1 to 6, and their labels.</summary>
    private void Matrix(string name, string labels)
    {
        _folder.Write(name, NpyFile.Matrix(2, 3, 1, 2, 3, 4, 5, 6));
        _folder.Write(Path.ChangeExtension(name, ".labels.csv"), labels);
    }

    private Task<ConversionReport> Convert(string input, string output, ConversionFormat format, ConversionOptions? options = null) =>
        FeatureConversion.RunAsync(_folder[input], _folder[output], format, options, cancellationToken: TestContext.Current.CancellationToken);

    private async Task Refused(string input, string output, ConversionFormat format, string message, ConversionOptions? options = null)
    {
        var error = await Assert.ThrowsAnyAsync<GraftException>(() => Convert(input, output, format, options));
        Assert.Equal(message, error.Message);
    }

    private Task<string> Text(string name) => File.ReadAllTextAsync(_folder[name], TestContext.Current.CancellationToken);

    private sealed class LastReport : IProgress<ExtractionProgress>
    {
        public ExtractionProgress Value { get; private set; }

        public void Report(ExtractionProgress value) => Value = value;
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => source.Cancel();
    }
}
