using System.Text.Json;
using Google.Protobuf;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft quantize</c>, and <c>--precision int8</c>, as a user types them.</summary>
public sealed class QuantizeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public QuantizeTests()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 12);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_says_what_it_brings_and_costs()
    {
        var run = Graft("quantize net.onnx --calibrate 사진 --out 망.int8.onnx").Succeeded();

        Assert.Matches(@"images a second +[\d,.]+ +[\d,.]+ +[\d.]+ times", run.Output);
        Assert.Matches(@"MB +0\.0 +0\.0 +\d+ %", run.Output);
        Assert.Matches(@"accuracy \(small test\) +1\.000 +1\.000 +0\.0 points", run.Output);
        Assert.Matches(@"Features of 12 other photos: cosine (0\.99\d\d|1\.0000) on average, (0\.9\d\d\d|1\.0000) at least; error [\d.]+ % of their length\.", run.Output);
        Assert.Contains("2 of 2 layers with weights are in int8.", run.Output);
        Assert.Matches($@"{TinyPhotos.Layer} +Conv +int8 +\d\d\.\d", run.Output);
        Assert.Contains("Only 12 photos to learn ranges from: a hundred or more are usual, such as the network will see.", run.Output);
        Assert.EndsWith("망.int8.onnx: 'net.onnx' in int8. Use it as a backbone: graft extract PHOTOS --backbone 망.int8.onnx --out FEATURES.h5\n", run.Output);
        Assert.Contains("Comparing features: 100%", run.Error);
    }

    [Fact]
    public void JSON_is_for_programs()
    {
        var report = JsonDocument.Parse(Graft("quantize net.onnx --calibrate 사진 --layer relu1 --test-photos 4 --out q.onnx --format json --quiet").Succeeded().Output).RootElement;

        Assert.Equal(4, report.GetProperty("testCount").GetInt32());
        Assert.Equal("relu1", report.GetProperty("layers")[0].GetProperty("name").GetString());
        Assert.Equal("int8", report.GetProperty("layers")[0].GetProperty("precision").GetString());
        Assert.InRange(report.GetProperty("meanCosine").GetDouble(), 0.99, 1);
        Assert.True(report.GetProperty("imagesPerSecond").GetProperty("int8").GetDouble() > 0);
        Assert.Equal(12, report.GetProperty("calibrationPhotoCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(Graft("quantize net.onnx --calibrate 사진 --test-photos 0 --out q.onnx --format json --quiet").Succeeded().Output).RootElement.GetProperty("meanCosine").ValueKind);
    }

    [Fact]
    public void The_file_is_a_backbone_like_others()
    {
        Graft("quantize net.onnx --calibrate 사진 --out q.onnx").Succeeded();

        Graft("extract 사진 --backbone q.onnx --out f.h5").Succeeded();
        Graft("train f.h5 --out c.onnx").Succeeded();
        Graft("export c.onnx --out app.onnx").Succeeded();

        Assert.Contains("backbone       q.onnx in int8, layer features", Graft("inspect f.h5").Succeeded().Output);
        Assert.Equal(BackbonePrecision.Int8, FeatureFile.Read(_folder["f.h5"]).Recipe!.Backbone.Precision);
        Assert.Equal("daisy", Top("c.onnx", "사진/daisy/3.png"));
        Assert.Equal("iris", Top("app.onnx", "사진/iris/3.png"));
        Assert.Contains("int8", Graft("inspect app.onnx").Succeeded().Output);
    }

    [Fact]
    public void On_the_way_it_is_made_once_and_found_again()
    {
        var first = Graft("extract 사진 --backbone net.onnx --precision int8 --out a.h5").Succeeded();
        var second = Graft("extract 사진 --backbone net.onnx --precision int8 --out b.h5").Succeeded();

        Assert.Contains("Calibrating: 100%", first.Error);
        Assert.DoesNotContain("Calibrating", second.Error);
        Assert.Single(Directory.GetFiles(_folder["home/int8"]));
        Assert.Equal(FeatureFile.Read(_folder["a.h5"]).Features.ToArray(), FeatureFile.Read(_folder["b.h5"]).Features.ToArray());
        var identity = FeatureFile.Read(_folder["a.h5"]).Recipe!.Backbone;
        Assert.Equal(("net.onnx", BackbonePrecision.Int8), (identity.Name, identity.Precision));

        Graft("train 사진 --backbone net.onnx --precision int8 --out c.onnx").Succeeded();
        Assert.Single(Directory.GetFiles(_folder["home/int8"]));
        Assert.Equal("daisy", Top("c.onnx", "사진/daisy/3.png"));
    }

    [Fact]
    public void A_network_in_the_cache_that_is_damaged_is_made_anew()
    {
        Graft("extract 사진 --backbone net.onnx --precision int8 --out a.h5").Succeeded();
        var kept = Directory.GetFiles(_folder["home/int8"]).Single();
        var bytes = File.ReadAllBytes(kept);
        File.WriteAllBytes(kept, bytes[..^100]);

        Graft("extract 사진 --backbone net.onnx --precision int8 --out b.h5").Succeeded();

        Assert.Equal(bytes, File.ReadAllBytes(kept));
        Assert.Equal(FeatureFile.Read(_folder["a.h5"]).Features.ToArray(), FeatureFile.Read(_folder["b.h5"]).Features.ToArray());
    }

    [Fact]
    public void Without_the_cache_its_file_is_asked_for_or_found_beside_the_classifier()
    {
        Graft("train 사진 --backbone net.onnx --precision int8 --out c.onnx").Succeeded();
        var kept = Directory.GetFiles(_folder["home/int8"]).Single();
        File.Move(kept, _folder["elsewhere.onnx"]);

        Graft("predict c.onnx 사진/iris/1.png").Failed(1, "The quantised network of 'net.onnx' that made the features is no longer in the cache, nor beside the classifier. Give its file with --backbone, or make the features again.");
        Assert.Equal("iris", Top("c.onnx --backbone elsewhere.onnx", "사진/iris/1.png"));

        File.Move(_folder["elsewhere.onnx"], _folder[Path.GetFileName(kept)]);
        Assert.Equal("iris", Top("c.onnx", "사진/iris/1.png"));

        // Nor is the network that it was made of needed any more.
        _folder.Write("net.onnx", "damaged");
        Assert.Equal("iris", Top("c.onnx", "사진/iris/1.png"));
    }

    [Fact]
    public void Images_that_are_added_go_through_the_network_of_the_first()
    {
        Graft("extract 사진 --backbone net.onnx --precision int8 --out a.h5").Succeeded();
        TinyPhotos.Photos(_folder, 20, seed: 0);

        Graft("extract 사진 --backbone net.onnx --precision int8 --append --out a.h5").Succeeded();

        Assert.Equal(40, FeatureFile.Read(_folder["a.h5"]).RowCount);
        Assert.Single(Directory.GetFiles(_folder["home/int8"]));
    }

    [Fact]
    public void Precisions_are_not_mixed()
    {
        Graft("extract 사진 --backbone net.onnx --precision int8 --out 8.h5").Succeeded();
        Graft("extract 사진 --backbone net.onnx --out 32.h5").Succeeded();
        Graft("train 32.h5 --out c.onnx").Succeeded();

        Graft("train 32.h5 8.h5 --out x.onnx").Failed(1, "The features of '8.h5' do not go with those of '32.h5': precision int8 here, fp32 there. Extract one of them again.");
        Graft("evaluate c.onnx 8.h5").Failed(1, "Feature file '8.h5' does not go with the classifier: precision int8 here, fp32 there. Extract the features again.");
        Graft("extract 사진 --backbone net.onnx --precision int8 --append --out 32.h5").Failed(1, "Cannot add to '32.h5': precision fp32 in it, int8 now. Use the same backbone, layer and preprocessing, or write another file.");
        Graft("train 32.h5 --precision int8 --out x.onnx").Failed(1, "'32.h5' holds features that are made already, so '--precision' has no meaning. Extract them again with it, or train without it.");
    }

    [Fact]
    public void A_classifier_for_fp32_is_exported_in_int8()
    {
        Graft("train 사진 --backbone net.onnx --out c.onnx").Succeeded();

        var run = Graft("export c.onnx --precision int8 --images 사진 --out app.onnx").Succeeded();

        Assert.Contains("Quantised to int8: 24 of 24 photos get the class that they get in fp32.", run.Output);
        Assert.Contains("Tried on 24 photos: every label the same", run.Output);
        Assert.Contains(OnnxFile.Parse(_folder["app.onnx"]).Graph.Node, QuantizableUnits.IsQuantized);
        Assert.Equal("daisy", Top("app.onnx", "사진/daisy/5.png"));
        Graft("export c.onnx --precision int8 --images 사진 --out net.onnx").Failed(1, "Cannot write 'net.onnx': the backbone is read from that file. Choose another name.");
        Graft("export c.onnx --precision int8 --out app2.onnx").Failed(1, "To compute in int8 a network needs photos to learn its ranges from: such as it will see, a hundred or more. Give them with --images.");
        Graft("train 사진 --backbone net.onnx --precision int8 --out c8.onnx").Succeeded();
        Graft("export c8.onnx --precision fp32 --out app2.onnx").Failed(1, "The classifier was trained on features of 'net.onnx' in int8, and would not know those in fp32. Train it again on these.");
    }

    [Fact]
    public async Task What_computes_in_int8_already_is_served_as_it_is()
    {
        Graft("train 사진 --backbone net.onnx --out c.onnx").Succeeded();
        Graft("export c.onnx --precision int8 --images 사진 --out app.onnx").Succeeded();
        Graft("export c.onnx --out app32.onnx").Succeeded();
        var photos = ImageInput.OpenAny(_folder["사진"]);

        using var served = await ImageClassifier.LoadInt8Async(_folder["app.onnx"], photos, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(BackbonePrecision.Int8, served.Precision);
        var error = await Assert.ThrowsAsync<ClassifierFileException>(() => ImageClassifier.LoadInt8Async(_folder["app32.onnx"], photos, cancellationToken: TestContext.Current.CancellationToken));
        Assert.EndsWith("Export it again with --precision int8.", error.Message);
        Graft("serve c.onnx --precision int8 --port 0").Failed(2, "Option '--precision int8' needs photos to learn ranges from: such as it will see, a hundred or more. Give them with --images.");
    }

    [Fact]
    public async Task A_classifier_of_another_layer_is_refused()
    {
        Graft("train 사진 --backbone net.onnx --out c.onnx").Succeeded();
        var model = OnnxFile.Parse(_folder["c.onnx"]);
        model.MetadataProps.Single(entry => entry.Key == "layer").Value = "relu1";
        File.WriteAllBytes(_folder["c.onnx"], model.ToByteArray());

        var error = await Assert.ThrowsAsync<BackboneException>(() => ImageClassifier.LoadInt8Async(
            _folder["c.onnx"], ImageInput.OpenAny(_folder["사진"]), backbonePath: _folder["net.onnx"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("The classifier takes 6 features, the backbone", error.Message);
    }

    [Fact]
    public void Shards_take_a_network_that_was_made_before()
    {
        var run = Graft("extract 사진 --backbone net.onnx --precision int8 --shard 1/2 --out shards/");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Make it once, 'graft quantize net.onnx --calibrate IMAGES --out NET.int8.onnx', and give all tasks '--backbone NET.int8.onnx'.", run.Error);

        Graft("quantize net.onnx --calibrate 사진 --out q.onnx").Succeeded();
        for (var shard = 1; shard <= 2; shard++)
            Graft($"extract 사진 --backbone q.onnx --precision int8 --shard {shard}/2 --out shards/").Succeeded();
        Graft("merge shards --out m.h5").Succeeded();
        Graft("extract 사진 --backbone q.onnx --out single.h5").Succeeded();
        Assert.Equal(FeatureFile.Read(_folder["single.h5"]).Features.ToArray(), FeatureFile.Read(_folder["m.h5"]).Features.ToArray());
    }

    [Fact]
    public void Bad_input_is_one_line()
    {
        Directory.CreateDirectory(_folder["empty"]);
        _folder.Write("text.txt", "no picture");

        Graft("quantize net.onnx --calibrate empty --out q.onnx").Failed(1, "No image was found in 'empty'.");
        Graft("quantize net.onnx --calibrate nowhere --out q.onnx").Failed(1, "There is no folder or file 'nowhere'.");
        Graft("quantize net.onnx --out q.onnx").Failed(2, "Option '--calibrate' is required.");
        Graft("quantize net.onnx --calibrate 사진").Failed(2, "Option '--out' is required.");
        Graft("quantize net.onnx --calibrate 사진 --max-error 0 --out q.onnx").Failed(2, "Option '--max-error' must be a number of more than 0, got '0'.");
        Graft("quantize net.onnx --calibrate 사진 --out net.onnx").Failed(1, "Cannot write 'net.onnx': the network is read from that file. Choose another name.");
        Graft("quantize net.onnx --calibrate 사진 --layer rellu1 --out q.onnx").Failed(1, "'net.onnx' has no layer 'rellu1'; did you mean 'relu1'? 'graft layers net.onnx' lists all.");
        Graft("quantize net.onnx --calibrate 사진 --out text.txt").Failed(1, "Cannot write 'text.txt': a file of another kind has that name. Choose another name, or remove it.");
        Graft("quantize net.onnx --calibrate text.txt --out q.onnx").Failed(1, "The photo to calibrate on cannot be read: 'text.txt': it is not an image of a known kind.");
        Graft("extract 사진 --backbone net.onnx --precision int4 --out q.h5").Failed(2, "Option '--precision' must be fp32 or int8, got 'int4'.");

        Graft("quantize net.onnx --calibrate 사진 --out q.onnx").Succeeded();
        Graft("quantize q.onnx --calibrate 사진 --out r.onnx").Failed(1, "'q.onnx' is quantised already. Give the network that it was made of.");
        Graft("extract 사진 --backbone q.onnx --precision fp32 --out q.h5").Failed(1, "'q.onnx' computes in int8. For fp32, give the network that it was made of.");
        Assert.Equal(["empty", "net.onnx", "net.preprocessing.json", "q.onnx", "text.txt", "사진"], _folder.Names());
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_named()
    {
        _folder.Write("home", "a file");

        var run = Graft("extract 사진 --backbone net.onnx --precision int8 --out a.h5");

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("Set GRAFT_HOME to a folder that can be written.\n", run.Error);
        // Before the work, not after it.
        Assert.DoesNotContain("Calibrating", run.Error);
    }

    private GraftRun Graft(string arguments) => GraftProcess.Shell(_folder.Path, $"export GRAFT_HOME=$PWD/home\n$GRAFT {arguments}");

    private string Top(string classifier, string photo) =>
        JsonDocument.Parse(Graft($"predict {classifier} {photo} --format json").Succeeded().Output).RootElement.GetProperty("predictions")[0].GetProperty("label").GetString()!;
}
