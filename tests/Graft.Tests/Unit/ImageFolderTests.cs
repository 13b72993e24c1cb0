using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_and_files_come_in_ordinal_order()
    {
        foreach (var name in new[] { "b/2.png", "b/10.png", "a/x.png", "B/1.png" })
            _folder.Write(name, TestImages.Png());

        var set = ImageFolder.Open(_folder.Path);

        Assert.Equal(["B", "a", "b"], set.LabelNames);
        Assert.Equal(["B/1.png", "a/x.png", "b/10.png", "b/2.png"], set.Images.Select(image => image.Path));
        Assert.Equal([0, 1, 2, 2], set.Images.Select(image => image.Label));
        Assert.All(set.Images, image => Assert.True(File.Exists(image.FullPath)));
    }

    [Fact]
    public void Hidden_files_and_files_that_are_no_images_are_passed_over()
    {
        foreach (var name in new[] { "a/1.png", "a/.hidden.png", ".git/x.png" })
            _folder.Write(name, TestImages.Png());
        _folder.Write("a/notes.txt", "not an image");
        _folder.Write("a/README", "not an image");
        _folder.Write("a/BMW", "BMW 3 series");
        _folder.Write("readme.md", "not an image");

        Assert.Equal(["a/1.png"], ImageFolder.Open(_folder.Path).Images.Select(image => image.Path));
    }

    [Fact]
    public void A_file_without_an_images_ending_is_recognised_by_content()
    {
        _folder.Write("a/tmp", TestImages.Png());
        _folder.Write("a/x.png.1", TestImages.Png());

        Assert.Equal(["a/tmp", "a/x.png.1"], ImageFolder.Open(_folder.Path).Images.Select(image => image.Path));
    }

    [Fact]
    public void An_empty_file_with_an_images_name_is_listed_so_that_it_is_reported_later()
    {
        _folder.Write("a/1.jpg", []);

        Assert.Equal(["a/1.jpg"], ImageFolder.Open(_folder.Path).Images.Select(image => image.Path));
    }

    [Fact]
    public void Folders_below_a_class_belong_to_it()
    {
        _folder.Write("a/deep/er/1.png", TestImages.Png());
        _folder.Write("a/2.png", TestImages.Png());

        var set = ImageFolder.Open(_folder.Path);

        Assert.Equal(["a"], set.LabelNames);
        Assert.Equal(["a/2.png", "a/deep/er/1.png"], set.Images.Select(image => image.Path));
    }

    [Fact]
    public void Any_Unicode_may_stand_in_names()
    {
        _folder.Write("장미/꽃 🌹.png", TestImages.Png());
        _folder.Write("été/été.png", TestImages.Png());

        var set = ImageFolder.Open(_folder.Path);

        Assert.Equal(["été", "장미"], set.LabelNames);
        Assert.Equal("장미/꽃 🌹.png", set.Images[1].Path);
    }

    [Fact]
    public void Links_are_followed_once_and_loops_end()
    {
        _folder.Write("a/1.png", TestImages.Png());
        _folder.Write("a/sub/2.png", TestImages.Png());
        Directory.CreateSymbolicLink(_folder["a/sub/back"], _folder["a"]);
        Directory.CreateSymbolicLink(_folder["a/again"], _folder["a/sub"]);
        Directory.CreateSymbolicLink(_folder["b"], _folder["a/sub"]);

        var set = ImageFolder.Open(_folder.Path);

        Assert.Equal(["a/1.png", "a/sub/2.png"], set.Images.Select(image => image.Path));
        Assert.Equal(["b"], set.EmptyFolders);
    }

    [Fact]
    public void A_broken_link_is_listed_so_that_it_is_reported_later()
    {
        _folder.Write("a/1.png", TestImages.Png());
        File.CreateSymbolicLink(_folder["a/2.png"], _folder["nowhere.png"]);

        Assert.Equal(["a/1.png", "a/2.png"], ImageFolder.Open(_folder.Path).Images.Select(image => image.Path));
    }

    [Fact]
    public void A_class_folder_without_images_is_passed_over_and_named()
    {
        _folder.Write("a/1.png", TestImages.Png());
        _folder.Write("docs/x.txt", "text");

        var set = ImageFolder.Open(_folder.Path);

        Assert.Equal(["a"], set.LabelNames);
        Assert.Equal(["docs"], set.EmptyFolders);
    }

    [Fact]
    public void A_folder_of_loose_photos_is_refused_with_what_was_expected()
    {
        _folder.Write("1.png", TestImages.Png());

        var error = Assert.Throws<ImageFolderException>(() => ImageFolder.Open(_folder.Path));

        Assert.Equal(
            $"Folder '{_folder.Path}' has no class folder with a photo in it (1 lie loose in it); expected one sub-folder a class, such as 'cats' and 'dogs', each with its photos.",
            error.Message);
    }

    [Fact]
    public void A_missing_path_is_named()
    {
        var error = Assert.Throws<ImageFolderException>(() => ImageSet.Open(_folder["none"]));

        Assert.Equal($"There is no folder or file '{_folder["none"]}'.", error.Message);
    }

    [Fact]
    public void Unlabelled_images_are_files_and_folders_in_the_order_given()
    {
        _folder.Write("x/b.png", TestImages.Png());
        _folder.Write("x/a.png", TestImages.Png());
        var single = _folder.Write("single.png", TestImages.Png());

        var set = ImageSet.OpenUnlabeled(single, _folder["x"]);

        Assert.Equal([single, _folder["x"] + "/a.png", _folder["x"] + "/b.png"], set.Images.Select(image => image.Path));
        Assert.All(set.Images, image => Assert.Equal(ImageFile.NoLabel, image.Label));
        Assert.Empty(set.LabelNames);
    }
}
