using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class SearchTableFileTests : IDisposable
{
    private static readonly SearchTable Table = new()
    {
        Folds = 2,
        Repeats = 1,
        SettingCount = 3,
        Rows =
        [
            new() { Classifier = "svm", Scaling = "sqrt-l2", Settings = "c=0.1, loss=hinge", FoldAccuracies = [0.5, 1], Mean = 0.75, Deviation = 0.25, Rank = 2, Converged = false },
            new() { Classifier = "knn", Scaling = "none", Settings = "neighbors=5", FoldAccuracies = [1, 1], Mean = 1, Deviation = 0, Rank = 1, Converged = true },
        ],
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pythons_csv_module_reads_the_table()
    {
        SearchTableFile.Write(_folder["m.search.csv"], Table);

        var rows = Oracle.Python("csv", "import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1])))))", _folder["m.search.csv"]);

        Assert.Equal("""[{"classifier": "svm", "scaling": "sqrt-l2", "settings": "c=0.1, loss=hinge", "fold_1": "0.5", "fold_2": "1", "mean": "0.75", "deviation": "0.25", "rank": "2", "converged": "false"}, {"classifier": "knn", "scaling": "none", "settings": "neighbors=5", "fold_1": "1", "fold_2": "1", "mean": "1", "deviation": "0", "rank": "1", "converged": "true"}]""", rows.GetRawText());
    }

    [Fact]
    public void A_table_of_an_earlier_search_is_replaced_and_nothing_else()
    {
        SearchTableFile.Write(_folder["m.search.csv"], Table);
        SearchTableFile.CheckWritable(_folder["m.search.csv"]);
        SearchTableFile.Write(_folder["m.search.csv"], Table with { Rows = Table.Rows[..1] });
        _folder.Write("other.search.csv", "classifier,scaling,shoe size\n");

        Assert.Equal(2, File.ReadLines(_folder["m.search.csv"]).Count());
        var error = Assert.Throws<OutputException>(() => SearchTableFile.CheckWritable(_folder["other.search.csv"]));
        Assert.Contains("a file of another kind has that name", error.Message);
        Assert.Equal(["m.search.csv", "other.search.csv"], _folder.Names());
    }

    [Fact]
    public void The_table_lies_beside_the_classifier() => Assert.Equal("x/m.search.csv", SearchTableFile.PathBeside("x/m.onnx"));
}
