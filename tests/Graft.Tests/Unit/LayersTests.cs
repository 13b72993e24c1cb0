using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Files with a dataset for each of several layers.</summary>
public sealed class LayersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20, 1, 4, 3)]
    [InlineData(20, 7, 4, 3)]
    [InlineData(20, 20, 1, 1)]
    // One of them is written as it comes, the others are gathered; several pieces in a batch.
    [InlineData(9, 4, 150_000, 3)]
    [InlineData(9, 4, 3, 150_000)]
    [InlineData(700, 300, 1000, 500)]
    public void Each_layer_has_its_part_of_each_row(int rowCount, int batchSize, int otherWidth, int width)
    {
        var options = Layered.Options(width, rowCount, ("block4/pool:0", otherWidth), ("층 2", 5));

        Layered.AssertHolds(Layered.Write(_folder["x.h5"], options, rowCount, batchSize), options, rowCount);
    }

    [Fact]
    public void A_file_may_have_fewer_rows_than_were_expected_or_none()
    {
        var options = Layered.Options(3, 5000, ("a", 4), ("b", 2));

        Layered.AssertHolds(Layered.Write(_folder["x.h5"], options, 10), options, 10);
        Layered.AssertHolds(Layered.Write(_folder["y.h5"], options, 0), options, 0);
    }

    [Fact]
    public void Every_layer_can_be_mapped()
    {
        var options = Layered.Options(3, 20, ("a", 1001), ("b", 2));
        using var file = FeatureFile.Open(Layered.Write(_folder["x.h5"], options, 18), "b");

        Assert.True(file.CanMapRows);
        using var rows = file.MapRows();
        Assert.Equal(Layered.Row(options, 17)[1001..1003], rows.Rows(17, 1).ToArray());
    }

    [Fact]
    public void A_layer_that_the_file_does_not_have_is_refused_with_those_it_has()
    {
        var path = Layered.Write(_folder["x.h5"], Layered.Options(3, 2, ("block4/pool", 4), ("fc6", 2)), 2);

        var error = Assert.Throws<FeatureFileException>(() => FeatureFile.Open(path, "fc7"));

        Assert.Equal($"'{path}' has no layer 'fc7'; it has 'block4/pool', 'fc6', 'pool'.", error.Message);
        Assert.Equal("pool", FeatureFileLayer(path, "features"));
        Assert.Equal("fc6", FeatureFileLayer(path, "features_fc6"));
    }

    [Fact]
    public void A_file_with_one_layer_has_that_one()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(3, 2, ["a", "b"]));

        using var file = FeatureFile.Open(path, "pool");

        Assert.Equal(["pool"], file.Layers);
        Assert.Equal("features", file.DatasetName);
        Assert.Empty(file.Check(cancellationToken: TestContext.Current.CancellationToken).Others);
    }

    [Theory]
    [InlineData("a", 4, "a")]
    [InlineData("pool", 3, "pool")]
    [InlineData("another", 3, "pool")]
    [InlineData(null, 3, "pool")]
    public void A_file_is_opened_for_a_recipe_at_its_layer(string? layer, int featureCount, string opened)
    {
        var path = Layered.Write(_folder["x.h5"], Layered.Options(3, 2, ("a", 4)), 2);
        var recipe = layer is null ? null : TestFeatures.Recipe with { Backbone = TestFeatures.Recipe.Backbone with { Layer = layer } };

        using var file = FeatureFile.OpenFor(path, recipe);

        Assert.Equal((featureCount, opened), (file.FeatureCount, file.Recipe!.Backbone.Layer));
    }

    [Theory]
    [InlineData("block4_pool", "features_block4_pool")]
    [InlineData("block4/conv:0", "features_block4_conv_0")]
    [InlineData("A.b-c 층", "features_A.b-c__")]
    [InlineData("x", "features_x_2", "features_x")]
    [InlineData("x/", "features_x__3", "features_x_", "features_x__2", "features_y")]
    public void Names_are_plain_and_unique(string layer, string name, params string[] taken) =>
        Assert.Equal(name, RowDataset.NameOf(layer, taken));

    [Fact]
    public void A_very_long_name_of_a_layer_is_kept_beside_its_dataset()
    {
        var options = Layered.Options(3, 2, (new string('층', 400), 4), (new string('츈', 400), 2));

        Layered.AssertHolds(Layered.Write(_folder["x.h5"], options, 2), options, 2);
    }

    [Fact]
    public void A_bit_that_flipped_in_any_layer_is_found()
    {
        var options = Layered.Options(3, 20, ("a", 4), ("b", 2));
        foreach (var other in options.OtherDatasets)
        {
            var path = Layered.Write(_folder["x.h5"], options, 20);
            var whole = File.ReadAllBytes(path);
            var row = Layered.Row(options, 13).AsSpan(Layered.Start(options, other), other.RowShape[0]);
            whole[whole.AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row)) + 1] ^= 4;
            File.WriteAllBytes(path, whole);

            using var file = FeatureFile.Open(path);
            var check = file.Check(cancellationToken: TestContext.Current.CancellationToken);

            Assert.False(check.IsSound);
            Assert.Empty(check.DamagedRows);
            Assert.Equal(13, Assert.Single(check.Others.Single(found => !found.IsSound).DamagedRows));
            Assert.Equal(other.Layer, check.Others.Single(found => !found.IsSound).Layer);
            using var chosen = FeatureFile.Open(path, other.Layer);
            Assert.Equal([13], chosen.Check(cancellationToken: TestContext.Current.CancellationToken).DamagedRows);
        }
    }

    [Fact]
    public void Progress_of_a_check_ends_with_all_rows()
    {
        using var file = FeatureFile.Open(Layered.Write(_folder["x.h5"], Layered.Options(3, 20, ("a", 4), ("b", 2)), 20));
        using var progress = new Interruption(int.MaxValue);

        file.Check(progress, TestContext.Current.CancellationToken);

        Assert.Equal(progress.Reports.OrderBy(report => report.DoneCount), progress.Reports);
        Assert.Equal(new ExtractionProgress(20, 20, 0), progress.Reports[^1]);
    }

    [Fact]
    public void More_rows_than_were_expected_are_refused_and_none_of_them_taken()
    {
        var options = Layered.Options(3, 5, ("a", 4));
        using (var writer = Hdf5RowWriter.Create(_folder["x.h5"], options))
        {
            Layered.Add(writer, options, 4);
            Assert.Throws<InvalidOperationException>(() => writer.Add<float>(new float[14], [0, 0], ["x", "y"]));
            Assert.Throws<ArgumentException>(() => writer.Add<float>(new float[3], [0], ["x"]));
            Layered.Add(writer, options, 5);
            writer.Complete();
        }

        Layered.AssertHolds(_folder["x.h5"], options, 5);
    }

    [Fact]
    public void Other_datasets_that_cannot_be_are_refused()
    {
        var sound = Layered.Options(3, 5, ("a", 4), ("b", 2));
        foreach (var options in new[]
        {
            sound with { ExpectedRowCount = 0 },
            sound with { Recipe = null },
            sound with { DatasetName = "images" },
            sound with { OtherDatasets = [.. sound.OtherDatasets, sound.OtherDatasets[0]] },
            sound with { OtherDatasets = [new("features_pool", [2], "pool")] },
            sound with { OtherDatasets = [new("features_a", [2], "a"), new("features_a", [2], "b")] },
            sound with { OtherDatasets = [new("features_a", [2], "a"), new("features_b", [2], "a")] },
            sound with { OtherDatasets = [new("features_a", [0], "a")] },
            sound with { OtherDatasets = [new("features_a", [], "a")] },
            sound with { OtherDatasets = [new("features_a", [2], "")] },
            sound with { OtherDatasets = [new("a", [2], "a")] },
            sound with { OtherDatasets = [new("features_a/b", [2], "a/b")] },
            sound with { OtherDatasets = default },
        })
        {
            Assert.Throws<ArgumentException>(() => Hdf5RowWriter.Create(_folder["x.h5"], options));
        }

        Assert.Empty(_folder.Names());
    }

    private static string FeatureFileLayer(string path, string name)
    {
        using var file = FeatureFile.Open(path, name);
        return file.Recipe!.Backbone.Layer;
    }
}
