using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class LabelCsvTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_keep_the_order_of_the_lines_and_classes_are_sorted()
    {
        var csv = _folder.Write("lists/photos.csv", "label,path,note\nrose,../x/1.png,first\naster,2.png,\nrose,\"a, \"\"b\"\".png\",quoted\n");

        var set = ImageSet.Open(csv);

        Assert.Equal(["aster", "rose"], set.LabelNames);
        Assert.Equal(["../x/1.png", "2.png", "a, \"b\".png"], set.Images.Select(image => image.Path));
        Assert.Equal([1, 0, 1], set.Images.Select(image => image.Label));
        Assert.Equal(_folder["x/1.png"], set.Images[0].FullPath);
        Assert.Equal(_folder["lists/2.png"], set.Images[1].FullPath);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_do_not_matter()
    {
        var csv = _folder.Write("photos.csv", "\uFEFFpath,label\r\n장미.png,🌹\r\n");

        var set = LabelCsv.Open(csv);

        Assert.Equal(["🌹"], set.LabelNames);
        Assert.Equal("장미.png", set.Images.Single().Path);
    }

    [Theory]
    [InlineData("file,label\na.png,x\n", "has no column 'path'; its first line must be a header with the columns 'path' and 'label', found 'file,label'.")]
    [InlineData("a.png,x\n", "has no column 'path'")]
    [InlineData("path,label\n", "has a header and no lines below it")]
    [InlineData("path,label\na.png,\n", "line 2: the label is empty.")]
    [InlineData("path,label\n,x\n", "line 2: the path is empty.")]
    [InlineData("path,label\na.png,x\nb.png,x\na.png,y\n", "line 4: 'a.png' is listed already on line 2.")]
    [InlineData("path,label\na.png\n", "photos.csv")]
    [InlineData("path,path\na.png,b\n", "photos.csv")]
    [InlineData("", "has no column 'path'")]
    public void A_bad_list_is_refused_with_its_line(string content, string expected)
    {
        var csv = _folder.Write("photos.csv", content);

        foreach (var open in new Func<ImageSet>[] { () => LabelCsv.Open(csv), () => LabelCsv.Open(csv, new Shard(1, 2)) })
        {
            var error = Assert.Throws<ImageFolderException>(open);

            Assert.Contains(expected, error.Message);
            Assert.DoesNotContain('\n', error.Message);
            Assert.Equal(csv, error.Path);
        }
    }

    [Theory]
    [InlineData(ShardBy.Hash)]
    [InlineData(ShardBy.Block)]
    public void A_shard_of_a_list_is_that_of_all_its_images(ShardBy by)
    {
        var csv = _folder.Write("photos.csv", "path,label\n" + string.Concat(Enumerable.Range(0, 50).Select(number => $"사진/{number}.png,{(char)('z' - (number % 3))}\n")));

        for (var number = 1; number <= 7; number++)
        {
            var (expected, actual) = (LabelCsv.Open(csv).Take(new Shard(number, 7, by)), LabelCsv.Open(csv, new Shard(number, 7, by)));

            Assert.Equal(expected.Images, actual.Images);
            Assert.Equal(expected.LabelNames, actual.LabelNames);
            Assert.Equal(expected.Source, actual.Source);
            Assert.Equal(expected.Part!.Positions, actual.Part!.Positions);
            Assert.Equal(expected.Part with { Positions = [] }, actual.Part with { Positions = [] });
        }
    }
}
