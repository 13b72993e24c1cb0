using System.Text.RegularExpressions;
using Graft.Tests.Support;
using NetVips;

namespace Graft.Tests.Unit;

/// <summary>What is wrong with data, found where it was put and where others found it.</summary>
public sealed class DataCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", SharedData.Trait)]
    public async Task Known_duplicates_of_Flowers_17_are_found_with_few_others()
    {
        var known = KnownPairs();
        var found = Check(await FlowerFeatures.GetAsync()).NearDuplicates.Select(pair => (Number(pair.Path), Number(pair.OtherPath))).ToHashSet();
        Assert.Equal(66, known.Count);
        Assert.InRange(found.Intersect(known).Count(), 62, 66);
        Assert.InRange(found.Except(known).Count(), 0, 10);
    }

    [Fact]
    [Trait("Category", SharedData.Trait)]
    public async Task Twenty_planted_copies_are_found_and_come_first_where_there_are_no_other_duplicates()
    {
        var all = await FlowerFeatures.GetAsync();
        var seconds = KnownPairs().Select(pair => pair.Item2).ToHashSet();
        var clean = all.Select([.. Enumerable.Range(0, all.RowCount).Where(row => !seconds.Contains(Number(all.Paths[row])))]);
        var copies = await Copies([.. Enumerable.Range(0, 20).Select(i => clean.Paths[i * 60 + 7])], all);

        string[] Planted(IFeatureRows rows, int first) =>
            [.. Check(FeatureRows.Join(rows, copies)).NearDuplicates.Take(first).Where(pair => pair.OtherPath == "copy/" + pair.Path).Select(pair => pair.Path)];

        Assert.Equal(20, Planted(clean, 40).Distinct().Count());
        // Beside the 66 pairs that the set has, most of which are nearer than any copy can be.
        Assert.Equal(20, Planted(all, 95).Distinct().Count());
    }

    [Fact]
    [Trait("Category", SharedData.Trait)]
    public async Task Twenty_photos_that_are_there_once_more_under_another_name_come_before_all_other_pairs()
    {
        var all = await FlowerFeatures.GetAsync();
        int[] rows = [.. Enumerable.Range(0, 20).Select(i => i * 67 + 5)];
        var again = new FeatureSet(
            rows.SelectMany(row => all.Row(row).ToArray()).ToArray(), [.. rows.Select(row => (all.Labels[row] + 1) % 17)], all.LabelNames, [.. rows.Select(row => "copy/" + all.Paths[row])], all.Recipe);

        var first = Check(FeatureRows.Join(all, again)).NearDuplicates.Take(40).Where(pair => pair.OtherPath == "copy/" + pair.Path).ToList();

        Assert.Equal(rows.Select(row => all.Paths[row]), first.Select(pair => pair.Path));
        Assert.All(first, pair => Assert.True(pair is { Distance: 0, HasDifferentLabels: true }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Category", SharedData.Trait)]
    public async Task Most_of_thirty_planted_wrong_labels_are_in_the_first_sixty(int seed)
    {
        var all = await FlowerFeatures.GetAsync();
        var random = new Random(seed);
        var wrong = Enumerable.Range(0, all.RowCount).OrderBy(_ => random.Next()).Take(30).ToHashSet();
        var labels = all.Labels.Select((label, row) => wrong.Contains(row) ? (label + random.Next(1, 17)) % 17 : label);
        var report = Check(new FeatureSet(all.Features.ToArray(), [.. labels], all.LabelNames, all.Paths, all.Recipe));
        var paths = wrong.Select(row => all.Paths[row]).ToHashSet();
        Assert.InRange(report.DoubtfulLabels.Take(60).Count(item => paths.Contains(item.Path)), 24, 30);
        Assert.Equal(report.DoubtfulLabels.OrderByDescending(item => item.IsConfident).ThenBy(item => item.Margin), report.DoubtfulLabels);
    }

    [Fact]
    public void Equal_rows_are_one_group_and_a_pair_across_the_split_is_told()
    {
        var set = TestFeatures.Set(20, 30, ["a", "b"]);
        set.Row(0).ToArray().CopyTo(Writable(set, 1));
        set.Row(0).ToArray().CopyTo(Writable(set, 7));
        var report = Check(set, new CheckOptions { Seed = 3 });
        var split = StratifiedSplit.Of(set.Labels, set.LabelNames, 0.25, 3);

        Assert.Equal([("a/0.jpg", "b/1.jpg"), ("a/0.jpg", "b/7.jpg"), ("b/1.jpg", "b/7.jpg")], report.NearDuplicates.Select(pair => (pair.Path, pair.OtherPath)));
        Assert.Equal([true, true, false], report.NearDuplicates.Select(pair => pair.HasDifferentLabels));
        Assert.All(report.NearDuplicates, pair => Assert.Equal((0, 0), (pair.Distance, pair.Share)));
        Assert.Equal([Across(0, 1), Across(0, 7), Across(1, 7)], report.NearDuplicates.Select(pair => pair.IsAcrossSplit));
        Assert.Equal([0, 0, 1, 2, 3, 4, 5, 0, 6], report.Groups[..9]);
        Assert.Equal(10, report.TestCount);

        bool Across(int row, int other) => split.TestRows.Contains(row) != split.TestRows.Contains(other);
    }

    [Fact]
    public void A_photo_that_is_there_twelve_times_is_one_group()
    {
        var set = TestFeatures.Make(80, 40, 2, seed: 3);
        var random = new Random(1);
        for (var copy = 1; copy < 12; copy++)
        {
            var row = Writable(set, copy * 5);
            for (var j = 0; j < row.Length; j++)
                row[j] = set.Row(0)[j] + 0.01f * random.NextSingle();
        }

        var report = Check(set);
        Assert.Equal(12, Enumerable.Range(0, 80).Count(row => report.Groups[row] == 0));
        Assert.Equal(69, report.Groups.Distinct().Count());
    }

    [Fact]
    public void Classes_of_the_same_photos_a_far_row_and_small_classes_are_found()
    {
        var random = new Random(4);
        var centers = Enumerable.Range(0, 4).Select(_ => Noise(50, 3)).ToArray();
        List<float> values = [];
        List<int> labels = [];
        for (var i = 0; i < 30; i++)
        {
            var photo = Noise(50, 1);
            // Classes 0 and 1 are the same photos, each a little changed; 2 and 3 are photos of their own.
            foreach (var k in new[] { 0, 1, 2, 3 })
            {
                labels.Add(k);
                var own = k < 2 ? photo : Noise(50, 1);
                values.AddRange(own.Zip(Noise(50, k < 2 ? 0.6 : 0), centers[Math.Max(1, k)]).Select(item => item.First + item.Second + item.Third));
            }
        }

        for (var j = 0; j < 50; j++)
            values[11 * 50 + j] += 4;
        labels.AddRange([4, 5, 5]);
        values.AddRange(Noise(150, 1));
        var set = TestFeatures.Of([.. values], [.. labels], ["whole", "cropped", "other", "far", "single", "two"]);
        var report = Check(set);

        var shared = Assert.Single(report.SharedClasses);
        Assert.Equal(("whole", "cropped"), (shared.Class, shared.OtherClass));
        Assert.InRange(shared.Share, 0.9, 1);
        Assert.Equal("11.jpg", report.Outliers[0].Path);
        Assert.Equal(["single 1 too few for a split into training and test", "two 2 too few for 5 folds"], report.SmallClasses.Select(item => $"{item.Class} {item.RowCount} {item.Reason}"));
        Assert.Equal("2 classes have fewer than the 5 rows that this takes, and were left out", report.DoubtNote);

        float[] Noise(int count, double size) => [.. Enumerable.Range(0, count).Select(_ => (float)(size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    [Fact]
    public void Two_rows_of_one_class_with_constant_features_are_checked()
    {
        var report = Check(TestFeatures.Of([1, 5, 1, 6], [0, 0], 1));
        Assert.Empty(report.NearDuplicates);
        Assert.Empty(report.Outliers);
        Assert.Equal(1, report.ConstantFeatureCount);
        Assert.Equal("fewer than two classes have the 5 rows that this takes", report.DoubtNote);
        Assert.Equal("the features do not say where their photos are", report.FileNote);
        Assert.Single(Check(TestFeatures.Of([1, 5, 1, 5], [0, 0], 1)).NearDuplicates);
    }

    [Fact]
    public void Fewer_than_two_rows_are_refused()
    {
        var error = Assert.Throws<TrainingDataException>(() => Check(TestFeatures.Of([1, 5], [0], 1)));
        Assert.Equal("There is 1 row to check; at least 2 are needed. Add photos.", error.Message);
    }

    [Fact]
    public void A_cancelled_check_ends()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => DataCheck.Run(TestFeatures.Set(20, 30, ["a", "b"]), cancellationToken: new CancellationToken(canceled: true)));
    }

    private async Task<FeatureSet> Copies(string[] paths, FeatureSet all)
    {
        var random = new Random(7);
        foreach (var path in paths)
        {
            using var photo = Image.NewFromFile(SharedData.Path($"datasets/flowers17/{path}"));
            using var resized = photo.Resize(0.9 + 0.3 * random.NextDouble());
            resized.WriteToFile(_folder[$"photos/copy/{path.Replace('/', '-')}"], new VOption { { "Q", random.Next(70, 96) } });
        }

        using var backbone = Backbone.Load("resnet18");
        await FeatureExtraction.RunAsync(backbone, ImageFolder.Open(_folder["photos"]), _folder["copies.h5"], cancellationToken: TestContext.Current.CancellationToken);
        var copies = FeatureFile.Read(_folder["copies.h5"]);
        string[] originals = [.. copies.Paths.Select(copy => copy["copy/".Length..].Replace('-', '/'))];
        return new FeatureSet(
            copies.Features.ToArray(), [.. originals.Select(path => all.Labels[all.Paths.IndexOf(path)])], all.LabelNames, [.. originals.Select(path => "copy/" + path)], copies.Recipe);
    }

    private static CheckReport Check(IFeatureRows rows, CheckOptions? options = null) => DataCheck.Run(rows, options, null, TestContext.Current.CancellationToken);

    /// <summary>The pairs that the sets' description lists.</summary>
    private static HashSet<(int, int)> KnownPairs() =>
    [
        .. Regex.Matches(File.ReadAllText(SharedData.Path("datasets/README.md")), @"\b(\d{4})=(\d{4})\b")
            .Select(match => (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value))),
    ];

    private static int Number(string path) => int.Parse(Regex.Match(path, @"image_(\d+)").Groups[1].Value);

    private static Span<float> Writable(FeatureSet set, int row) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(set.Features).Span.Slice(row * set.FeatureCount, set.FeatureCount);
}
