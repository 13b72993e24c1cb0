namespace Graft.Tests.Unit;

public sealed class ExpectedCalibrationErrorTests
{
    // Confidences 0.9 right, 0.8 wrong, 0.55 right, 0.5 right (a tie, so class 0).
    private static readonly float[] Probabilities = [0.9f, 0.1f, 0.2f, 0.8f, 0.45f, 0.55f, 0.5f, 0.5f];
    private static readonly int[] Labels = [0, 0, 1, 0];

    [Fact]
    public void Two_bins_equal_those_counted_by_hand()
    {
        var bins = ExpectedCalibrationError.Bins(Probabilities, Labels, 2, 2);
        // A confidence of just 0.5 belongs to the lower bin.
        Assert.Equal(new ReliabilityBin(0.5, 1, 1), bins[0]);
        Assert.Equal(3, bins[1].Count);
        Assert.Equal(2 / 3.0, bins[1].Accuracy, 12);
        Assert.Equal(2.25 / 3, bins[1].Confidence, 6);
        Assert.Equal(0.25 * 0.5 + 0.75 * (0.75 - 2 / 3.0), ExpectedCalibrationError.Of(Probabilities, Labels, 2, 2), 6);
    }

    [Fact]
    public void One_bin_is_confidence_less_accuracy() =>
        Assert.Equal(0.75 - 2.75 / 4, ExpectedCalibrationError.Of(Probabilities, Labels, 2, 1), 6);

    [Fact]
    public void Certainty_that_is_right_has_no_error_and_certainty_that_is_wrong_the_most()
    {
        Assert.Equal(0, ExpectedCalibrationError.Of([1, 0, 0, 1], [0, 1], 2));
        Assert.Equal(1, ExpectedCalibrationError.Of([1, 0, 0, 1], [1, 0], 2));
    }

    [Fact]
    public void Bins_without_predictions_are_empty()
    {
        var bins = ExpectedCalibrationError.Bins(Probabilities, Labels, 2);
        Assert.Equal(15, bins.Length);
        Assert.Equal(new ReliabilityBin(0, 0, 0), bins[0]);
        Assert.Equal(4, bins.Sum(bin => bin.Count));
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Of([0.5f], [0], 2));
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Of([], [], 2));
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Of([0.5f, float.NaN], [0], 2));
        Assert.Throws<ArgumentException>(() => ExpectedCalibrationError.Of([3, -1], [0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpectedCalibrationError.Of([0.5f, 0.5f], [0], 2, 0));
    }
}
