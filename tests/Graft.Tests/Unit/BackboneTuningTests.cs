using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class BackboneTuningTests
{
    private const int Many = BackboneTuning.FewestImages;

    [Fact]
    public void Few_images_and_settings_that_are_given_are_not_tried()
    {
        var few = BackboneTuning.Load(_ => new FakeBackbone(), new BackboneOptions { Threads = 3 }, 0, Many - 1);
        var given = BackboneTuning.Load(_ => new FakeBackbone(), new BackboneOptions { Threads = 3 }, 5, Many);

        Assert.Equal((3, 8), (few.Threads, few.BatchSize));
        Assert.Equal((3, 5), (given.Threads, given.BatchSize));
        Assert.Empty(few.Trials);
        Assert.Empty(given.Trials);
    }

    [Theory]
    [InlineData(new[] { 10.0, 20, 30, 40, 40.5, 41 }, 8)]
    [InlineData(new[] { 10.0, 20, 30, 40, 50, 60 }, 32)]
    [InlineData(new[] { 10.0, 10, 10, 10, 10, 10 }, 1)]
    [InlineData(new[] { 10.0, 20 }, 2)]
    public void The_smallest_batch_that_is_about_as_quick_as_any_is_chosen(double[] rates, int expected)
    {
        var sizes = new Queue<double>(rates);
        var tuned = BackboneTuning.Load(
            _ => new FakeBackbone(), new BackboneOptions { Threads = 2 }, 0, Many, (_, _) => sizes.TryDequeue(out var rate) ? rate : null, cores: 2);

        Assert.Equal(expected, tuned.BatchSize);
        Assert.Equal(rates, tuned.Trials.Select(trial => trial.ImagesPerSecond));
    }

    [Fact]
    public void The_quicker_number_of_threads_is_chosen_and_the_other_backbone_is_closed()
    {
        var loaded = new List<(int Threads, FakeBackbone Backbone)>();
        var tuned = BackboneTuning.Load(
            options =>
            {
                loaded.Add((options.Threads, new FakeBackbone()));
                return loaded[^1].Backbone;
            },
            new BackboneOptions(), 4, Many, (backbone, _) => ReferenceEquals(backbone, loaded[0].Backbone) ? 1 : 2, cores: 8);

        Assert.Equal([8, 4], loaded.Select(item => item.Threads));
        Assert.Equal(4, tuned.Threads);
        Assert.Same(loaded[1].Backbone, tuned.Backbone);
        Assert.Equal([true, false], loaded.Select(item => item.Backbone.IsDisposed));
    }

    [Fact]
    public void The_trial_runs_the_network_itself()
    {
        using var fake = new FakeBackbone();

        var tuned = BackboneTuning.Load(_ => fake, new BackboneOptions { Threads = 1 }, 0, Many);

        Assert.Equal([1, 2, 4, 8, 16, 32], fake.Batches.Distinct());
        Assert.All(tuned.Trials, trial => Assert.True(trial.ImagesPerSecond > 0));
    }
}
