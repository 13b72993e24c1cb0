using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft pack</c>, and every command that takes a pack where it takes a folder.</summary>
public sealed class PackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Original_files_can_be_cut_out_by_h5py_and_opened_by_Pillow()
    {
        WriteFormats();
        Graft("pack", "photos", "--out", "p.h5", "--encoding", "original");

        // What Pillow sees in the pack, and in the files themselves.
        var read = Oracle.PythonText("h5py, PIL", """
            import sys, io, h5py, PIL.Image
            with h5py.File(sys.argv[1]) as file:
                data, offsets = file["image_files"][:], file["offsets"][:]
                assert data.dtype == "u1" and offsets[0] == 0 and offsets[-1] == len(data), offsets
                assert file.attrs["encoding"] == "original", dict(file.attrs)
                for row, path in enumerate(file["paths"].asstr()[:]):
                    content = data[offsets[row]:offsets[row + 1]].tobytes()
                    assert content == open(f"{sys.argv[2]}/{path}", "rb").read(), path
                    image = PIL.Image.open(io.BytesIO(content))
                    image.load()
                    print(path, *image.size, file["label_names"].asstr()[file["labels"][row]])
            """, _folder["p.h5"], _folder["photos"]);

        Assert.Equal(
            PhotoFormats.All.Keys.Order(StringComparer.Ordinal).Select(path => $"{path} 21 13 {path.Split('/')[0]}").Order(StringComparer.Ordinal),
            read.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("crop")]
    [InlineData("squash")]
    [InlineData("pad")]
    public void Pixels_are_a_plain_array_for_h5py(string fit)
    {
        WriteFormats();
        Graft("pack", "photos", "--out", "p.h5", "--size", "16", "--fit", fit);

        var read = Oracle.Python("h5py, PIL", """
            import sys, json, h5py, numpy, PIL.Image
            with h5py.File(sys.argv[1]) as file:
                images, paths = file["images"], list(file["paths"].asstr()[:])
                row, fit = paths.index("꽃/장미 🌹.png"), json.loads(file.attrs["packing"])
                squashed = PIL.Image.open(f"{sys.argv[2]}/{paths[row]}").resize((16, 16), PIL.Image.BILINEAR)
                print(json.dumps([str(images.dtype), list(images.shape), images.chunks, fit["resizeMode"],
                                  bool((images[row] == numpy.array(squashed)).all()), file.attrs["encoding"]]))
            """, _folder["p.h5"], _folder["photos"]);

        Assert.Equal($"[\"uint8\", [9, 16, 16, 3], null, \"{fit}\", {(fit == "squash" ? "true" : "false")}, \"raw\"]", read.GetRawText());
    }

    [Fact]
    public void Extraction_training_and_prediction_take_a_pack_as_they_take_a_folder()
    {
        for (var i = 0; i < 4; i++)
        {
            _folder.Write($"photos/장미/{i} 🌹.png", TestImages.PngOf(new RgbColor(210, 30, 60), i));
            _folder.Write($"photos/sky/{i}.png", TestImages.PngOf(new RgbColor(60, 120, 220), i));
        }

        Graft("pack", "photos", "--out", "p.h5", "--encoding", "original");
        TinyNetwork.Write(_folder);
        Graft("extract", "photos", "--out", "folder.h5", "--backbone", "tiny.onnx", "--preprocessing", "tf");
        var training = Graft("train", "p.h5", "--out", "m.onnx", "--format", "json", "--backbone", "tiny.onnx");
        Assert.Equal(1.0, JsonDocument.Parse(training.Output).RootElement.GetProperty("accuracy").GetDouble());
        Unstamped.SameFeatures(_folder["folder.h5"], _folder["m.h5"]);

        var prediction = Graft("predict", "m.onnx", "p.h5", "--format", "json");
        var predictions = JsonDocument.Parse(prediction.Output).RootElement.GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(8, predictions.Count);
        Assert.All(predictions, item => Assert.StartsWith(item.GetProperty("label").GetString()!, item.GetProperty("path").GetString()));
    }

    [Fact]
    public void What_cannot_be_read_is_listed_and_strict_says_so_with_1()
    {
        Labelled();
        _folder.Write("photos/a/broken.jpg", "no photo");
        _folder.Write("photos/b/empty.png", "");

        var run = GraftProcess.RunIn(_folder.Path, "pack", "photos", "--out", "p.h5", "--size", "8", "--strict");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 images could not be read and were skipped:\n  a/broken.jpg: it is not an image of a known kind\n  b/empty.png: the file is empty\n", run.Error);
        Assert.StartsWith("p.h5: 4 images of 2 classes, ", run.Output);
        using var pack = ImagePack.Open(_folder["p.h5"]);
        Assert.Equal(["a/1.png", "a/2.png", "b/1.png", "b/2.png"], pack.Paths);
    }

    [Fact]
    public void Adding_says_what_was_there()
    {
        Labelled();
        Graft("pack", "photos", "--out", "p.h5", "--size", "8");
        _folder.Write("photos/0/new.png", TestImages.Png());

        var json = JsonDocument.Parse(Graft("pack", "photos", "--out", "p.h5", "--size", "8", "--append", "--format", "json").Output).RootElement;

        Assert.Equal((5, 4), (json.GetProperty("count").GetInt32(), json.GetProperty("earlierCount").GetInt32()));
        Assert.Equal(["a", "b", "0"], json.GetProperty("classes").EnumerateArray().Select(item => item.GetString()));
        Assert.Contains("5 images of 3 classes, 5 of them there already, ", Graft("pack", "photos", "--out", "p.h5", "--size", "8", "--append").Output);
    }

    [Fact]
    public void A_changed_byte_is_named_by_the_check_and_left_out_of_features()
    {
        Labelled();
        Graft("pack", "photos", "--out", "p.h5", "--size", "8");
        var bytes = File.ReadAllBytes(_folder["p.h5"]);
        bytes[4096 + (2 * 8 * 8 * 3) + 50] ^= 1;
        _folder.Write("p.h5", bytes);

        var check = GraftProcess.RunIn(_folder.Path, "inspect", "p.h5", "--check", "--quiet");
        TinyNetwork.Write(_folder);
        var extraction = Graft("extract", "p.h5", "--out", "x.h5", "--backbone", "tiny.onnx", "--preprocessing", "tf");
        var other = GraftProcess.RunIn(_folder.Path, "extract", "photos", "--out", "x.h5", "--append", "--backbone", "tiny.onnx");

        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith("Checked 4 images: 1 with a wrong checksum.\n", check.Output);
        Assert.Matches("2 +b/1.png +checksum is wrong", check.Output);
        Assert.Contains("1 image could not be read and was skipped:\n  b/1.png: its checksum in the pack is wrong\n", extraction.Error);
        Assert.Equal(["a/1.png", "a/2.png", "b/2.png"], FeatureFile.Read(_folder["x.h5"]).Paths);
        // Pixels that were resized before give other features than the photos do; the file knows.
        Assert.Equal(1, other.ExitCode);
        Assert.StartsWith("error: Cannot add to 'x.h5': source_packing '8 x 8 {", other.Error);
        Assert.EndsWith(" in it, not set now. Use the same backbone, layer and preprocessing, or write another file.\n", other.Error);
    }

    [Theory]
    [InlineData("Options '--size' and '--fit' go with '--encoding raw'; original files are kept as they are.", "--encoding", "original", "--size", "64")]
    [InlineData("Options '--size' and '--fit' go with '--encoding raw'; original files are kept as they are.", "--encoding", "original", "--fit", "pad")]
    [InlineData("Option '--size' must be from 1 to 4,096, got '0'.", "--size", "0")]
    [InlineData("Option '--size' must be a whole number, got 'x'.", "--size", "x")]
    [InlineData("Option '--fit' must be crop, squash or pad, got 'stretch'.", "--fit", "stretch")]
    [InlineData("Option '--encoding' must be raw or original, got 'jpeg'.", "--encoding", "jpeg")]
    public void Wrong_usage(string message, params string[] options)
    {
        Labelled();

        GraftProcess.RunIn(_folder.Path, ["pack", "photos", "--out", "p.h5", .. options]).Failed(2, message);

        Assert.Equal(["photos"], _folder.Names());
    }

    [Fact]
    public void A_file_that_is_no_pack_is_refused_by_name()
    {
        TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(2, 3, ["a", "b"]));
        _folder.Write("text.h5", "not HDF5 at all");

        GraftProcess.RunIn(_folder.Path, "extract", "x.h5", "--out", "y.h5").Failed(
            1, "'x.h5' is no image pack; it holds features. Give it to 'train', or make a pack with 'graft pack'.");
        GraftProcess.RunIn(_folder.Path, "extract", "text.h5", "--out", "y.h5").Failed(1, "Cannot read 'text.h5': it is not an HDF5 file.");
        Assert.Equal(["text.h5", "x.h5"], _folder.Names());
    }

    [Fact]
    public void Ctrl_C_keeps_what_is_done_and_the_same_command_goes_on()
    {
        Labelled();
        Graft("pack", "photos", "--out", "unbroken.h5", "--size", "8", "--threads", "1");
        // An image that never comes: the run waits there for Ctrl-C.
        File.Move(_folder["photos/b/2.png"], _folder["later.png"]);
        var run = GraftProcess.Shell(_folder.Path, """
            set -m
            mkfifo photos/b/2.png
            $GRAFT pack photos --out p.h5 --size 8 --threads 1 &
            until [ -e p.h5.partial ]; do sleep 0.1; done
            sleep 1
            kill -INT $!
            wait $!
            """);
        File.Delete(_folder["photos/b/2.png"]);
        File.Move(_folder["later.png"], _folder["photos/b/2.png"]);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Contains("Cancelled. What is done is kept in p.h5.partial; run the same command again to go on from there.\n", run.Error);
        var again = Graft("pack", "photos", "--out", "p.h5", "--size", "8");
        Assert.Contains("4 images of 2 classes, 3 of them there already, ", again.Output);
        Unstamped.Same(_folder["unbroken.h5"], _folder["p.h5"]);
    }

    private GraftRun Graft(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments).Succeeded();

    private void Labelled()
    {
        foreach (var (name, seed) in new[] { ("a/1.png", 1), ("a/2.png", 2), ("b/1.png", 3), ("b/2.png", 4) })
            _folder.Write($"photos/{name}", TestImages.Png(seed: seed));
    }

    private void WriteFormats()
    {
        foreach (var (name, content) in PhotoFormats.All)
            _folder.Write($"photos/{name}", content);
    }
}
