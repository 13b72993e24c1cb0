using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class RowCsvTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_come_in_the_order_of_the_rows()
    {
        var groups = _folder.Write("g.csv", "group,path\nplant 2,b.jpg\nplant 1,\"a, 1.jpg\"\n");
        var weights = _folder.Write("w.csv", "\uFEFFpath,weight,note\r\nb.jpg,0,x\r\n\"a, 1.jpg\",2.5e1,\r\n");

        Assert.Equal(["plant 1", "plant 2"], RowCsv.ReadGroups(groups, ["a, 1.jpg", "b.jpg"]));
        Assert.Equal([25, 0], RowCsv.ReadWeights(weights, ["a, 1.jpg", "b.jpg"]));
    }

    [Fact]
    public void Images_that_could_not_be_read_may_have_a_line() =>
        Assert.Equal(["1"], RowCsv.ReadGroups(_folder.Write("g.csv", "path,group\na,1\nbroken,2\n"), ["a"], ["a", "broken"]));

    [Theory]
    [InlineData("file,weight\na,1\n", "has no column 'path'; its first line must be a header with the columns 'path' and 'weight', found 'file,weight'.")]
    [InlineData("path,weight\na,-1\nb,1\n", "line 2: the weight is '-1'; expected a number of at least 0.")]
    [InlineData("path,weight\na,1\nb,heavy\n", "line 3: the weight is 'heavy'; expected a number of at least 0.")]
    [InlineData("path,weight\na,1\nb,NaN\n", "line 3: the weight is 'NaN'; expected a number of at least 0.")]
    [InlineData("path,weight\na,1\nb,\n", "line 3: the weight is empty.")]
    [InlineData("path,weight\na,1\nb,1\na,2\n", "line 4: 'a' is listed already on line 2. Remove one of the two.")]
    [InlineData("path,weight\na,1\nb,1\nc,2\n", "line 4: there is no row 'c' in the features. Write paths as the features have them, or remove the line.")]
    [InlineData("path,weight\nb,1\n", "has no line for 'a' of the features; every row needs a weight.")]
    [InlineData("path,weight\n", "has a header and no lines below it")]
    public void A_bad_list_is_refused_with_its_line(string content, string expected)
    {
        var csv = _folder.Write("w.csv", content);

        var error = Assert.Throws<TrainingDataException>(() => RowCsv.ReadWeights(csv, ["a", "b"]));

        Assert.Contains(expected, error.Message);
        Assert.Contains("w.csv", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Missing_rows_are_counted()
    {
        var error = Assert.Throws<TrainingDataException>(() => RowCsv.ReadGroups(_folder.Write("g.csv", "path,group\nb,1\n"), ["a", "b", "c", "d"]));

        Assert.EndsWith("has no line for 'a' and 2 other rows of the features; every row needs a group.", error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<TrainingDataException>(() => RowCsv.ReadGroups(_folder["none.csv"], ["a"]));

        Assert.StartsWith($"Cannot read '{_folder["none.csv"]}': ", error.Message);
    }
}
