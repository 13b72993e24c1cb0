using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>Bad input gets one clear line and the right exit code, and leaves no file behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder()
    {
        Directory.CreateDirectory(_folder["photos"]);

        Fails(1, "Folder 'photos' has no class folder with a photo in it; expected one sub-folder a class, such as 'cats' and 'dogs', each with its photos.",
            "train", "photos", "--out", "m.onnx");
        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void One_class_only()
    {
        _folder.Write("photos/a/1.png", TestImages.Png());
        _folder.Write("photos/a/2.png", TestImages.Png());

        Fails(1, "All 2 images are of class 'a'; at least 2 classes are needed. Put the photos of each class into a folder of its own.",
            "train", "photos", "--out", "m.onnx");
        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void A_class_with_one_photo()
    {
        _folder.Write("photos/a/1.png", TestImages.Png());
        _folder.Write("photos/a/2.png", TestImages.Png());
        _folder.Write("photos/tulip/1.png", TestImages.Png());

        Fails(1, "Class 'tulip' has 1 sample; a split with test fraction 0.25 needs at least 2. Add photos, remove the class, or use a test fraction of 0.",
            "train", "photos", "--out", "m.onnx");
        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void Every_photo_unreadable()
    {
        foreach (var name in new[] { "a/1.png", "a/2.png", "b/1.png", "b/2.png" })
            _folder.Write($"photos/{name}", "nothing");

        Fails(1, "None of the 4 images can be read; the first is 'a/1.png': it is not an image of a known kind.", "train", "photos", "--out", "m.onnx");
        Fails(1, "None of the 4 images can be read; the first is 'a/1.png': it is not an image of a known kind.", "extract", "photos", "--out", "x.h5");
        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void A_missing_path()
    {
        Fails(1, "There is no folder or file 'none'.", "extract", "none", "--out", "x.h5");
        Fails(1, "There is no folder or file 'none'.", "train", "none", "--out", "m.onnx");
        Fails(1, "There is no file 'none.h5'.", "train", "none.h5", "--out", "m.onnx");
        Fails(1, "There is no classifier file 'none.onnx'.", "evaluate", "none.onnx", "none.h5");
        Fails(1, "There is no image or folder 'none.jpg'.", "predict", "none.onnx", "none.jpg");
        Fails(1, "There is no classifier file 'none'.", "inspect", "none");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_path_that_cannot_be_written()
    {
        Labelled();

        Fails(1, $"Cannot write 'none/x.h5': there is no folder '{Path.Combine(_folder.Path, "none")}'. Create it first.", "extract", "photos", "--out", "none/x.h5");
        Fails(1, "Cannot write 'photos': it is a folder. Name a file in it.", "train", "photos", "--out", "photos");
        Fails(1, "Cannot write 'photos/a/1.png': a file of another kind has that name. Choose another name, or remove it.", "extract", "photos", "--out", "photos/a/1.png");
        Fails(1, "Cannot write '/proc/x.h5': Could not find file '/proc/x.h5.partial'. Nothing was left behind.", "extract", "photos", "--out", "/proc/x.h5");
        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void A_full_disk()
    {
        Labelled();
        var disk = _folder["disk"];
        Directory.CreateDirectory(disk);
        var mounted = GraftProcess.Shell(_folder.Path, $"mount -t tmpfs -o size=8k tmpfs '{disk}'");
        if (mounted.ExitCode != 0)
            Assert.Skip("A small disk can be mounted only by root.");
        try
        {
            Fails(1, $"Cannot write '{disk}/x.h5': the disk is full. Nothing was left behind.", "extract", "photos", "--out", $"{disk}/x.h5");
            Assert.Empty(Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            GraftProcess.Shell(_folder.Path, $"umount '{disk}'").Succeeded();
        }
    }

    [Fact]
    public void A_feature_file_that_was_cut_off_or_is_something_else()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(4, 8, ["a", "b"]));
        var length = new FileInfo(path).Length;
        using (var file = File.OpenWrite(path))
            file.SetLength(1000);
        _folder.Write("text.h5", "not HDF5 at all");

        Fails(1, $"Cannot read 'x.h5': it was cut off after 1,000 of {length:N0} bytes. Make the file again.", "train", "x.h5", "--out", "m.onnx");
        Fails(1, "Cannot read 'text.h5': it is not an HDF5 file.", "train", "text.h5", "--out", "m.onnx");
        Assert.Equal(["text.h5", "x.h5"], _folder.Names());
    }

    [Fact]
    public void A_classifier_file_that_is_another_model_or_no_model()
    {
        _folder.Write("photo.png", TestImages.Png());
        File.Copy(ResNet18.PreprocessPath, _folder["other.onnx"]);
        _folder.Write("text.onnx", "not a model");
        _folder.Write("empty.onnx", "");

        Fails(1, "'other.onnx' is not a classifier made by 'graft train': its metadata has no 'graft_version'.", "predict", "other.onnx", "photo.png");
        Fails(1, "'text.onnx' is not an ONNX file, or was cut off; expected a classifier made by 'graft train'.", "predict", "text.onnx", "photo.png");
        Fails(1, "'empty.onnx' is empty; expected a classifier made by 'graft train'.", "predict", "empty.onnx", "photo.png");
        Fails(1, "'photo.png' is not an ONNX file, or was cut off; expected a classifier made by 'graft train'.", "inspect", "photo.png");
    }

    [Theory]
    [InlineData("Option '--seed' must be a whole number, got 'x'.", "train", "photos", "--out", "m.onnx", "--seed", "x")]
    [InlineData("Option '--test-fraction' must be a number of at least 0 and less than 1, got '1.5'.", "train", "photos", "--out", "m.onnx", "--test-fraction", "1.5")]
    [InlineData("Option '--test-fraction' must be a number of at least 0 and less than 1, got 'NaN'.", "train", "photos", "--out", "m.onnx", "--test-fraction", "NaN")]
    [InlineData("Option '--c' must be numbers greater than 0, such as 1 or 0.1,1,10 or 0.001..1000, got '-1'.", "train", "photos", "--out", "m.onnx", "--c", "-1")]
    [InlineData("Option '--batch-size' must be from 0 to 4,096, got '5000'.", "extract", "photos", "--out", "x.h5", "--batch-size", "5000")]
    [InlineData("Option '--format' must be text, csv or json, got 'xml'.", "predict", "m.onnx", "a.png", "--format", "xml")]
    [InlineData("Option '--out' must name an .onnx file, got 'x.h5'.", "train", "photos", "--out", "x.h5")]
    [InlineData("An argument is empty; is a variable in the command not set?", "extract", "", "--out", "x.h5")]
    [InlineData("Option '--out' is required.", "extract", "photos")]
    [InlineData("Unrecognized command or argument '--colour'.", "extract", "photos", "--out", "x.h5", "--colour")]
    public void Wrong_usage(string message, params string[] arguments)
    {
        Fails(2, message, arguments);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_a_name() =>
        Fails(1, "There is no folder or file '@photos'.", "extract", "@photos", "--out", "x.h5");

    [Fact]
    public void Standard_output_on_a_full_disk()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(4, 8, ["a", "b"]));

        GraftProcess.Shell(_folder.Path, "$GRAFT inspect x.h5 >/dev/full").Failed(1, "The results cannot be written: No space left on device.");
    }

    [Fact]
    public void A_reader_of_the_output_that_has_seen_enough_is_no_error()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(4, 8, ["a", "b"]));

        var run = GraftProcess.Shell(_folder.Path, "set -o pipefail; for i in 1 2 3; do $GRAFT inspect x.h5 | head -n 1 || exit 1; done");

        Assert.Empty(run.Error);
        Assert.True(run.ExitCode is 0, $"exit code {run.ExitCode}");
    }

    [Fact]
    public void A_pipe_instead_of_a_file() =>
        GraftProcess.Shell(_folder.Path, "echo hello | $GRAFT inspect /dev/stdin").Failed(1, "Cannot read classifier file '/dev/stdin': Stream does not support seeking.");

    [Fact]
    public void An_unknown_backbone()
    {
        Labelled();

        Fails(1, "There is no backbone 'vgg99'; did you mean 'vgg19', 'vgg16'? 'graft backbones' lists those that are known; an ONNX file is given by its path.", "extract", "photos", "--out", "x.h5", "--backbone", "vgg99");
        Assert.Equal(["photos"], _folder.Names());
    }

    private void Labelled()
    {
        foreach (var name in new[] { "a/1.png", "a/2.png", "b/1.png", "b/2.png" })
            _folder.Write($"photos/{name}", TestImages.Png());
    }

    private void Fails(int exitCode, string message, params string[] arguments) =>
        GraftProcess.RunIn(_folder.Path, arguments).Failed(exitCode, message);
}
