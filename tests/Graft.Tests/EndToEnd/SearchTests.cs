using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>train</c> with several settings, several files, groups and weights, as a user types it.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_search_prints_its_table_writes_it_beside_the_classifier_and_keeps_it_inside()
    {
        Write("x.h5", TestFeatures.Make(200, 12, 4, seed: 1));

        var run = Graft("train x.h5 --out m.onnx --c 0.001..10 --scaling none,standardize --folds 3 --quiet").Succeeded();

        Assert.Empty(run.Error);
        Assert.Equal(["m.onnx", "m.search.csv", "x.h5"], _folder.Names());
        var lines = File.ReadAllLines(_folder["m.search.csv"]);
        Assert.Equal("classifier,scaling,settings,fold_1,fold_2,fold_3,mean,deviation,rank,converged", lines[0]);
        Assert.Equal(11, lines.Length);
        var file = ClassifierFile.Load(_folder["m.onnx"]);
        Assert.Equal(10, file.Search!.Rows.Length);
        var best = file.Search.Rows.First(row => row.Rank == 1);
        Assert.Equal((best.Classifier, best.Scaling, best.Settings, best.Mean), (file.Record.Classifier, file.Record.Scaling, file.Record.Settings, file.Record.CrossValidatedMean));
        Assert.Equal(file.Search.Rows.Max(row => row.Mean), best.Mean);

        var printed = run.Output.Split('\n');
        Assert.Contains(printed, line => line.TrimEnd().EndsWith("best", StringComparison.Ordinal) && line.Contains(best.Settings, StringComparison.Ordinal));
        Assert.Contains("The table is in m.search.csv.", printed);
        Assert.Contains(printed, line => line.StartsWith($"best of 10 settings: logistic, {(best.Scaling == "none" ? "" : $"scaling {best.Scaling}, ")}{best.Settings} (cross-validated {100 * best.Mean:F1}% ± ", StringComparison.Ordinal));
        Assert.Contains("accuracy (rank-1)", run.Output);
        var inspected = Graft("inspect m.onnx").Succeeded().Output;
        Assert.Contains($"searched       10 settings in 3 folds: the best cross-validated {100 * best.Mean:F1}% ± ", inspected);
        Assert.Contains($"{best.Settings}; ", inspected);
        Assert.Equal(10, Parsed("inspect m.onnx --format json").GetProperty("search").GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void JSON_has_the_whole_table()
    {
        Write("x.h5", TestFeatures.Make(90, 8, 3, seed: 1));

        var result = Parsed("train x.h5 --out m.onnx --c 0.01,1 --folds 3 --repeats 2 --seed 9");

        var search = result.GetProperty("search");
        Assert.Equal((3, 2, 2), (search.GetProperty("folds").GetInt32(), search.GetProperty("repeats").GetInt32(), search.GetProperty("settingCount").GetInt32()));
        Assert.Equal(["c=0.01", "c=1"], search.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("settings").GetString()));
        Assert.Equal(6, search.GetProperty("rows")[0].GetProperty("foldAccuracies").GetArrayLength());
        Assert.Equal(search.GetProperty("rows").EnumerateArray().Max(row => row.GetProperty("mean").GetDouble()), result.GetProperty("crossValidatedMean").GetDouble());
    }

    [Fact]
    public void Of_many_settings_the_best_30_are_printed_and_the_file_has_all()
    {
        Write("x.h5", TestFeatures.Make(40, 4, 2, seed: 1));

        var run = Graft("train x.h5 --out m.onnx --c 0.001..10:40 --folds 2").Succeeded();

        Assert.Contains("\n10 more settings are in m.search.csv.\n", run.Output);
        Assert.Equal(30, run.Output.Split('\n').Count(line => line.Contains(" c=", StringComparison.Ordinal) && line.Contains('%') && !line.StartsWith("best", StringComparison.Ordinal)));
        Assert.Equal(41, File.ReadLines(_folder["m.search.csv"]).Count());
        Assert.Contains("100% 80/80", run.Error);
    }

    [Fact]
    public void Ctrl_C_keeps_the_table_so_far_and_writes_no_classifier()
    {
        Write("x.h5", TestFeatures.Make(1200, 60, 6, seed: 1));

        // A program in the background of a script ignores Ctrl-C unless told otherwise: hence the monitor mode.
        var run = GraftProcess.Shell(_folder.Path, """
            set -m
            $GRAFT train x.h5 --out m.onnx --c 0.001..1000:200 --scaling none,standardize &
            for i in $(seq 6000); do [ -e m.search.csv ] && break; sleep 0.01; done
            kill -INT $!
            wait $!
            """);

        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        Assert.Empty(run.Output);
        Assert.Equal(["m.search.csv", "x.h5"], _folder.Names());
        var count = File.ReadLines(_folder["m.search.csv"]).Count() - 1;
        var told = Regex.Match(run.Error, @"Cancelled\. The table so far, of (\d+) of 400 settings(?: in all folds and (\d+) in some)?, is in m\.search\.csv; no classifier was written\.\n");
        Assert.True(told.Success, run.Error);
        var (complete, begun) = (int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), told.Groups[2].Success ? int.Parse(told.Groups[2].Value, CultureInfo.InvariantCulture) : 0);
        Assert.InRange(complete, 0, 399);
        Assert.Equal(count, complete + begun);
        Assert.Equal(begun, File.ReadLines(_folder["m.search.csv"]).Count(line => line.Contains(",,", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_of_another_kind_in_the_place_of_the_table_is_left_alone_and_told_of_before_the_work()
    {
        Write("x.h5", TestFeatures.Make(40, 4, 2, seed: 1));
        _folder.Write("m.search.csv", "path,label\nmine.jpg,precious\n");

        Graft("train x.h5 --out m.onnx --c 0.1,1").Failed(1, "Cannot write 'm.search.csv': a file of another kind has that name. Choose another name, or remove it.");
        Assert.Equal(["m.search.csv", "x.h5"], _folder.Names());
        Graft("train x.h5 --out m.onnx").Succeeded();
        Assert.StartsWith("path,label", File.ReadAllText(_folder["m.search.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_feature_files_are_trained_on_together_and_their_classes_united()
    {
        Write("a.h5", TestFeatures.Set(12, 5, ["rose", "tulip"], seed: 1));
        Write("b.h5", TestFeatures.Set(12, 5, ["tulip", "장미", "aster"], seed: 2));

        var result = Parsed("train a.h5 b.h5 --out m.onnx");

        Assert.Equal(60, result.GetProperty("trainCount").GetInt32() + result.GetProperty("testCount").GetInt32());
        Assert.Equal(["rose", "tulip", "장미", "aster"], ClassifierFile.Load(_folder["m.onnx"]).Classifier.LabelNames);
        var unseen = new[] { "a.h5", "b.h5" }.Sum(name => Parsed($"evaluate m.onnx {name}").GetProperty("testCount").GetInt32());
        Assert.Equal(result.GetProperty("testCount").GetInt32(), unseen);
    }

    [Fact]
    public void Feature_files_that_do_not_go_together_are_named()
    {
        var set = TestFeatures.Set(6, 5, ["a", "b"]);
        Write("a.h5", set);
        Write("other.h5", new FeatureSet(set.Features.ToArray(), set.Labels, set.LabelNames, set.Paths, set.Recipe! with { Backbone = set.Recipe.Backbone with { Layer = "block4" } }));
        Write("wide.h5", TestFeatures.Set(6, 7, ["a", "b"]));
        Directory.CreateDirectory(_folder["photos"]);
        File.CreateSymbolicLink(_folder["link.h5"], _folder["a.h5"]);
        File.Copy(_folder["a.h5"], _folder["copy.h5"]);

        Graft("train a.h5 other.h5 --out m.onnx").Failed(1, "The features of 'other.h5' do not go with those of 'a.h5': layer 'block4' here, 'pool' there. Extract one of them again.");
        Graft("train a.h5 wide.h5 --out m.onnx").Failed(1, "'wide.h5' has 7 values a row, 'a.h5' has 5. Extract one of them again.");
        Graft("train a.h5 photos --out m.onnx").Failed(1, "'photos' holds no features, and of several inputs all must be feature files. Extract its features first.");
        Graft("train a.h5 none.h5 --out m.onnx").Failed(1, "There is no file 'none.h5'.");
        Graft("train a.h5 ./a.h5 --out m.onnx").Failed(1, "'./a.h5' is given twice, also as 'a.h5'. Give each feature file once.");
        Graft("train a.h5 link.h5 --out m.onnx").Failed(1, "'link.h5' is given twice, also as 'a.h5'. Give each feature file once.");
        Graft("train a.h5 copy.h5 --out m.onnx").Failed(1, "'a/0.jpg' is in 'a.h5' and, with the same features, in 'copy.h5'; it would be both trained and tested on. Give files that have no photo in common.");
        Assert.DoesNotContain("m.onnx", _folder.Names());
    }

    [Fact]
    public void Groups_and_weights_come_from_CSV_files()
    {
        var set = TestFeatures.Make(120, 6, 2, seed: 3);
        Write("x.h5", set);
        _folder.Write("groups.csv", "path,group\n" + string.Concat(set.Paths.Select((path, row) => $"{path},plant {row / 6}\n")));
        _folder.Write("weights.csv", "path,weight\n" + string.Concat(set.Paths.Select((path, row) => $"{path},{row % 3}\n")));

        var grouped = Parsed("train x.h5 --out g.onnx --groups groups.csv --folds 3");
        var unseen = ClassifierFile.Load(_folder["g.onnx"]).SeenRows.Unseen(set, TestContext.Current.CancellationToken).Select(row => row / 6).Distinct().ToList();
        Assert.Equal(grouped.GetProperty("testCount").GetInt32(), 6 * unseen.Count);

        Graft("train x.h5 --out plain.onnx").Succeeded();
        Graft("train x.h5 --out w.onnx --sample-weights weights.csv").Succeeded();
        Assert.Equal(ClassifierFile.Load(_folder["plain.onnx"]).Record.TestCount, ClassifierFile.Load(_folder["w.onnx"]).Record.TestCount);
        Graft("train x.h5 --out b.onnx --groups weights.csv").Failed(1, "'weights.csv' has no column 'group'; its first line must be a header with the columns 'path' and 'group', found 'path,weight'.");
        _folder.Write("weights.csv", "path,weight\n0.jpg,1\nelsewhere.jpg,1\n");
        Graft("train x.h5 --out b.onnx --sample-weights weights.csv").Failed(1, "'weights.csv', line 3: there is no row 'elsewhere.jpg' in the features. Write paths as the features have them, or remove the line.");
        Assert.DoesNotContain("b.onnx", _folder.Names());
    }

    [Fact]
    public void Groups_of_photos_are_checked_before_the_features_are_made_and_may_name_one_that_cannot_be_read()
    {
        for (var i = 0; i < 6; i++)
        {
            _folder.Write($"photos/a/{i}.png", TestImages.PngOf(new RgbColor(200, 20, 20), i));
            _folder.Write($"photos/b/{i}.png", TestImages.PngOf(new RgbColor(20, 20, 200), i));
        }

        _folder.Write("photos/b/broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0]);
        var lines = new[] { "a", "b" }.SelectMany(name => Enumerable.Range(0, 6).Select(i => $"{name}/{i}.png,{name}{i / 2}\n"));
        _folder.Write("groups.csv", "path,group\n" + string.Concat(lines));

        Graft("train photos --out m.onnx --groups groups.csv").Failed(1, "'groups.csv' has no line for 'b/broken.jpg' of the features; every row needs a group.");
        Assert.Equal(["groups.csv", "photos"], _folder.Names());
        File.AppendAllText(_folder["groups.csv"], "b/broken.jpg,b9\n");
        Graft("train photos --out m.onnx --groups groups.csv --folds 2").Succeeded();
        Assert.Equal(["groups.csv", "m.h5", "m.onnx", "m.search.csv", "photos"], _folder.Names());
    }

    private void Write(string name, FeatureSet set) => TestFeatures.Write(_folder[name], set);

    private GraftRun Graft(string arguments) => GraftProcess.RunIn(_folder.Path, arguments.Split(' '));

    private JsonElement Parsed(string arguments) =>
        JsonDocument.Parse(Graft(arguments.Contains("--format", StringComparison.Ordinal) ? arguments : $"{arguments} --format json").Succeeded().Output).RootElement;
}
