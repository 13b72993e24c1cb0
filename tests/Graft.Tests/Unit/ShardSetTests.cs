using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Shards become the file of a single run, or nothing.</summary>
public sealed class ShardSetTests : IDisposable
{
    private readonly ShardCase _case = new();

    public void Dispose() => _case.Dispose();

    [Theory]
    [InlineData(1, ShardBy.Hash)]
    [InlineData(1, ShardBy.Block)]
    [InlineData(3, ShardBy.Hash)]
    [InlineData(8, ShardBy.Block)]
    [InlineData(100, ShardBy.Hash)]
    [InlineData(100, ShardBy.Block)]
    public void Merged_shards_are_the_file_of_a_single_run(int count, ShardBy by)
    {
        _case.ExtractAll(count, by);

        var report = Merge();

        Unstamped.Same(_case.Single, _case.Folder["merged.h5"]);
        Assert.Equal((39, 3, count, 40), (report.RowCount, report.FeatureCount, report.ShardCount, report.ListCount));
    }

    [Fact]
    public void Several_layers_are_merged_too()
    {
        _case.ExtractLayers();

        Merge();

        Unstamped.Same(_case.Single, _case.Folder["merged.h5"]);
        using var layer = FeatureFile.Open(_case.Folder["merged.h5"], TinyNetwork.Layer);
        Assert.Equal(3 * TinyNetwork.Width * TinyNetwork.Height, layer.FeatureCount);
    }

    [Fact]
    public void Images_that_come_later_are_added_to_their_shards()
    {
        _case.ExtractAll(4);
        _case.Photos.With("b/00a.png", "b/zz.png", "가/05a.png");
        ShardCase.Extract(_case.Photos.Images, _case.Single);
        for (var number = 1; number <= 4; number++)
            _case.Extract(number, 4, append: true);

        Merge();

        Unstamped.Same(_case.Single, _case.Folder["merged.h5"]);
    }

    [Fact]
    public void A_finished_shard_is_left_as_it_is_and_one_of_a_longer_list_is_not()
    {
        var calls = 0;
        using var backbone = new FakeBackbone(() => calls++);
        var path = _case.Extract(2, 4, backbone: backbone);
        var (first, bytes) = (calls, File.ReadAllBytes(path));

        _case.Extract(2, 4, backbone: backbone);
        Assert.Equal(first, calls);
        Assert.Equal(bytes, File.ReadAllBytes(path));

        _case.Photos.With(Enumerable.Range(0, 8).Select(number => $"b/new{number}.png"));
        _case.Extract(2, 4, backbone: backbone);
        Assert.True(calls > first);
        using var file = FeatureFile.Open(path);
        Assert.Equal((48, "2/4"), (file.ListCount, $"{file.Shard}"));
    }

    [Fact]
    public void A_damaged_shard_is_made_anew()
    {
        var path = _case.Extract(2, 4);
        var whole = Unstamped.Read(path);
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - 100);

        _case.Extract(2, 4);

        Assert.Equal(whole, Unstamped.Read(path));
    }

    [Fact]
    public void What_is_missing_is_told_as_Slurm_takes_it()
    {
        foreach (var number in new[] { 1, 2, 4, 8 })
            _case.Extract(number, 8);
        File.WriteAllBytes(_case.PathOf(6, 8) + ".partial", []);
        File.WriteAllBytes(Path.Combine(_case.Shards, "notes.txt"), [1]);

        using var set = ShardSet.Open(_case.Shards);

        Assert.Equal(("3,5-7", 8, 40, false), (set.Check.ToRunAgain, set.Check.Count, set.Check.ListCount, set.Check.IsComplete));
        Assert.Equal([6], set.Check.Unfinished);
        Assert.Empty(set.Check.Problems);
        Refused("Of 8 shards 4 are missing: 3,5-7.");
    }

    [Fact]
    public void Where_none_is_finished_the_names_tell_how_many_there_should_be()
    {
        File.WriteAllBytes(_case.PathOf(2, 3) + ".partial", []);

        using var set = ShardSet.Open(_case.Shards);

        Assert.Equal(("1-3", 0, 0), (set.Check.ToRunAgain, set.Check.ListCount, set.Check.RowCount));
    }

    [Fact]
    public void A_shard_that_is_there_twice_is_told()
    {
        _case.ExtractAll(2);
        File.Copy(_case.PathOf(2, 2), _case.Folder["copy.h5"]);

        using var set = ShardSet.Open(_case.Shards, _case.Folder["copy.h5"]);

        var problem = Assert.Single(set.Check.Problems);
        Assert.Equal((_case.Folder["copy.h5"], $"it is shard 2/2, as '{_case.PathOf(2, 2)}' is; remove one of the two"), (problem.Path, problem.Reason));
        Assert.Empty(set.Check.Missing);
        Assert.False(set.Check.IsComplete);
    }

    [Fact]
    public void The_same_file_named_twice_counts_once()
    {
        _case.ExtractAll(2);

        using var set = ShardSet.Open(_case.Shards, _case.PathOf(1, 2));

        Assert.True(set.Check.IsComplete);
    }

    [Theory]
    [InlineData("backbone", "backbone 'other' in it, 'fake' in the others")]
    [InlineData("preprocessing", "preprocessing interpolation 'bicubic' in it, 'bilinear' in the others")]
    [InlineData("list", "it was made of a list of 41 images, and the others of one of 40")]
    [InlineData("renamed", "it was made of another list of as many images as the others")]
    [InlineData("labels", "its 3 class names are not the 2 of the others")]
    [InlineData("count", "it is shard 2/5 by hash, and the others are of 4 by hash")]
    [InlineData("division", "it is shard 2/4 by block, and the others are of 4 by hash")]
    [InlineData("whole", "it is no shard; 'graft extract --shard' makes one")]
    [InlineData("cut", "it was cut off after 5,000 of ")]
    [InlineData("garbage", "it is not an HDF5 file")]
    public void A_shard_of_something_else_is_told_and_to_be_made_again(string kind, string reason)
    {
        _case.ExtractAll(4);
        var path = _case.PathOf(2, 4);
        File.Delete(path);
        var photos = new PhotoFolder(_case.Folder, "others").With(_case.Photos.Images.Images.Select(image => image.Path).Where(image => image != "b/05.png"));
        var images = _case.Photos.Images;
        switch (kind)
        {
            case "backbone":
                _case.Extract(2, 4, backbone: new FakeBackbone { Identity = new("other", new string('e', 64), "mean") });
                break;
            case "preprocessing":
                ShardCase.Extract(images.Take(new Shard(2, 4)), path, new FakeBackbone { Preprocessing = new() { Width = 4, Height = 4, Interpolation = Interpolation.Bicubic } });
                break;
            case "list":
                images = photos.With("b/05.png", "b/more.png").Images;
                ShardCase.Extract(images.Take(new Shard(2, 4)), path);
                break;
            case "renamed":
                ShardCase.Extract(photos.With("b/5.png").Images.Take(new Shard(2, 4)), path);
                break;
            case "labels":
                File.Move(_case.Folder["others/b/06.png"], _case.Folder["others/c/06.png"]);
                ShardCase.Extract(photos.With("b/05.png").Images.Take(new Shard(2, 4)), path);
                break;
            case "count":
                ShardCase.Extract(images.Take(new Shard(2, 5)), path);
                break;
            case "division":
                _case.Extract(2, 4, ShardBy.Block);
                break;
            case "whole":
                File.Copy(_case.Single, path);
                break;
            case "cut":
                File.WriteAllBytes(path, File.ReadAllBytes(_case.PathOf(1, 4))[..5000]);
                break;
            default:
                File.WriteAllText(path, "no shard");
                break;
        }

        using (var set = ShardSet.Open(_case.Shards))
        {
            Assert.Equal("2", set.Check.ToRunAgain);
            var problem = Assert.Single(set.Check.Problems);
            Assert.Equal(path, problem.Path);
            Assert.StartsWith(reason, problem.Reason);
        }

        Refused("Of 4 shards 1 is missing: 2. ");
    }

    [Fact]
    public void A_damaged_row_stops_the_merge_and_leaves_nothing()
    {
        _case.ExtractAll(3);
        var path = _case.PathOf(2, 3);
        var bytes = File.ReadAllBytes(path);
        bytes[4096 + 12] ^= 1;
        File.WriteAllBytes(path, bytes);

        Refused($"Row 1 of '{path}' is damaged: its checksum is wrong. Make the file anew.");
    }

    [Fact]
    public void A_merge_that_is_stopped_leaves_what_was_there()
    {
        _case.ExtractAll(3);
        File.Copy(_case.Single, _case.Folder["merged.h5"]);
        var before = File.ReadAllBytes(_case.Folder["merged.h5"]);
        using var set = ShardSet.Open(_case.Shards);

        Assert.Throws<OperationCanceledException>(() => set.Merge(_case.Folder["merged.h5"], null, new CancellationToken(canceled: true)));

        Assert.Equal(before, File.ReadAllBytes(_case.Folder["merged.h5"]));
        Assert.False(File.Exists(_case.Folder["merged.h5.partial"]));
    }

    [Fact]
    public void A_list_none_of_which_can_be_read_is_refused()
    {
        using var folder = new TempFolder();
        var photos = new PhotoFolder(folder).Unreadable("a/1.png", "a/2.png");
        for (var number = 1; number <= 2; number++)
            ShardCase.Extract(photos.Images.Take(new Shard(number, 2)), Path.Combine(_case.Shards, new Shard(number, 2).FileName));

        Refused("None of the 2 images of the shards could be read; there is nothing to merge.");
    }

    [Fact]
    public void A_folder_without_shards_and_a_path_that_leads_nowhere_are_refused()
    {
        Assert.Equal($"There is no shard in '{_case.Shards}'; expected files such as 'shard-0001-of-0008.h5'.", Assert.Throws<FeatureFileException>(() => ShardSet.Open(_case.Shards)).Message);
        Assert.Equal("There is no file or folder '/nowhere'.", Assert.Throws<FeatureFileException>(() => ShardSet.Open("/nowhere")).Message);
        Assert.Equal($"'{_case.Single}' is no sound shard: it is no shard; 'graft extract --shard' makes one.", Assert.Throws<FeatureFileException>(() => ShardSet.Open(_case.Single)).Message);
    }

    [Fact]
    public void A_folder_is_for_one_number_of_shards()
    {
        _case.Extract(2, 4);

        ShardFolder.Prepare(_case.Shards, new Shard(3, 4));
        var refusal = Assert.Throws<OutputException>(() => ShardFolder.Prepare(_case.Shards, new Shard(3, 5)));

        Assert.StartsWith($"'{_case.Shards}' has shards of another number, such as 'shard-0002-of-0004.h5'; this is shard 3/5.", refusal.Message);
    }

    private MergeReport Merge()
    {
        using var set = ShardSet.Open(_case.Shards);
        Assert.True(set.Check.IsComplete);
        return set.Merge(_case.Folder["merged.h5"], cancellationToken: TestContext.Current.CancellationToken);
    }

    private void Refused(string message)
    {
        using var set = ShardSet.Open(_case.Shards);
        Assert.StartsWith(message, Assert.Throws<FeatureFileException>(() => set.Merge(_case.Folder["merged.h5"])).Message);
        Assert.False(File.Exists(_case.Folder["merged.h5"]) || File.Exists(_case.Folder["merged.h5.partial"]));
    }
}
