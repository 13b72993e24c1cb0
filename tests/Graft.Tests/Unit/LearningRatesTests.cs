namespace Graft.Tests.Unit;

public class LearningRatesTests
{
    private static readonly FineTuningOptions Options = new() { WarmupEpochs = 2, Epochs = 12 };

    [Theory]
    [InlineData(LearningRateSchedule.Cosine, 1, 0.5)]
    [InlineData(LearningRateSchedule.Cosine, 2, 1)]
    [InlineData(LearningRateSchedule.Cosine, 7, 0.5)]
    [InlineData(LearningRateSchedule.Cosine, 12, 0)]
    [InlineData(LearningRateSchedule.Step, 0.5, 0.25)]
    [InlineData(LearningRateSchedule.Step, 6.9, 1)]
    [InlineData(LearningRateSchedule.Step, 7.1, 0.1)]
    [InlineData(LearningRateSchedule.Step, 9.6, 0.01)]
    [InlineData(LearningRateSchedule.Constant, 11.9, 1)]
    public void Rates_go_up_and_then_down(LearningRateSchedule schedule, double epochs, double factor) =>
        Assert.Equal(factor, LearningRates.Factor(Options with { Schedule = schedule }, epochs, 12), 1e-12);

    [Theory]
    [InlineData(0, 0.1, 1)]
    [InlineData(5, 1.5, 0.5)]
    public void A_warm_up_may_be_absent_or_longer_than_the_run(double warmup, double epochs, double factor) =>
        Assert.Equal(factor, LearningRates.Factor(Options with { WarmupEpochs = warmup, Schedule = LearningRateSchedule.Constant }, epochs, 3), 1e-12);

    [Fact]
    public void The_head_learns_ten_times_as_fast_unless_it_is_said_otherwise()
    {
        Assert.Equal(1e-3, new FineTuningOptions().Rates.Head, 1e-12);
        Assert.Equal(0.1, new FineTuningOptions { Optimizer = FineTuningOptimizer.Sgd }.Rates.Head, 1e-12);
        Assert.Equal(0.5, new FineTuningOptions { HeadLearningRate = 0.5 }.Rates.Head);
    }
}
