namespace Graft.Tests.Unit;

public sealed class CalibrationTests
{
    [Fact]
    public void A_temperature_divides_scores()
    {
        var scores = new[] { 2f, 0 };
        Calibration.Temperature(4).Apply(scores);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), scores[0], 6);
        Assert.Equal(1 / (1 + Math.Exp(0.5)), scores[1], 6);
    }

    [Fact]
    public void Sigmoids_are_divided_by_their_sum()
    {
        float[] scores = [1, -1, 0.5f];
        Calibration.Sigmoids([1, 2, -1], [0, 1, 0.5f]).Apply(scores);
        double[] sigmoids = [1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(1)), 0.5];
        for (var k = 0; k < 3; k++)
            Assert.Equal(sigmoids[k] / sigmoids.Sum(), scores[k], 6);
    }

    [Fact]
    public void Where_every_class_is_unlikely_the_least_unlikely_wins()
    {
        float[] scores = [-200, -201, -2000];
        Calibration.Sigmoids([1, 1, 1], [0, 0, 0]).Apply(scores);
        Assert.Equal(1 / (1 + Math.Exp(-1)), scores[0], 5);
        Assert.Equal(0, scores[2]);
        Assert.Equal(1, scores.Sum(), 6);
    }

    [Fact]
    public void Scores_that_are_always_right_have_a_temperature_all_the_same()
    {
        float[] scores = [5, 0, 0, 5, 5, 0];
        var slope = CalibrationFit.Temperature(scores, [0, 1, 0], 2).Slopes[0];
        Assert.Equal(100 / 2.5, slope, 1e-4); // The deviation from the mean of a row is 2.5.
    }

    [Fact]
    public void Scores_that_are_always_wrong_make_all_classes_alike()
    {
        float[] scores = [5, 0, 0, 5, 5, 0];
        Assert.Equal(0.01 / 2.5, CalibrationFit.Temperature(scores, [1, 0, 1], 2).Slopes[0], 1e-6);
    }

    [Fact]
    public void Scores_that_say_nothing_keep_their_temperature() =>
        Assert.Equal(1, CalibrationFit.Temperature([3, 3, -1, -1], [0, 1], 2).Slopes[0]);

    [Fact]
    public void The_temperature_of_two_classes_is_the_one_computed_by_hand()
    {
        // Right in 3 of 4 with a difference of 2: sigmoid(2 b) = 3 / 4, so b = ln(3) / 2.
        float[] scores = [2, 0, 2, 0, 2, 0, 2, 0];
        Assert.Equal(Math.Log(3) / 2, CalibrationFit.Temperature(scores, [0, 0, 0, 1], 2).Slopes[0], 6);
        // With the wrong row counting 1 / 3: right in 9 of 10.
        Assert.Equal(Math.Log(9) / 2, CalibrationFit.Temperature(scores, [0, 0, 0, 1], 2, [1, 1, 1, 1 / 3.0]).Slopes[0], 6);
    }

    [Fact]
    public void Sigmoids_of_two_score_values_reach_the_targets()
    {
        // 4 rows with a score of 1, 3 of them of class 0; 2 with -1, none of them.
        float[] scores = [1, 0, 1, 0, 1, 0, 1, 0, -1, 0, -1, 0];
        var calibration = CalibrationFit.Sigmoids(scores, [0, 0, 0, 1, 1, 1], 2);
        var (high, low) = (4 / 5.0, 1 / 5.0);
        Assert.Equal(Logit((3 * high + low) / 4), calibration.Slopes[0] + calibration.Offsets[0], 1e-5);
        Assert.Equal(Logit(low), calibration.Offsets[0] - calibration.Slopes[0], 1e-5);
        // All scores of class 1 are the same: nothing but its share is left.
        Assert.Equal(0, calibration.Slopes[1]);
        Assert.Equal(Logit(0.5), calibration.Offsets[1], 1e-6);
    }

    [Theory]
    [InlineData(1e-20f)]
    [InlineData(1e20f)]
    public void The_size_of_scores_does_not_matter(float unit)
    {
        var random = new Random(1);
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 3)];
        float[] scores = [.. Enumerable.Range(0, 300).Select(i => random.NextSingle() + (i % 3 == labels[i / 3] ? 0.4f : 0))];
        float[] scaled = [.. scores.Select(score => score * unit)];
        Assert.Equal(1, CalibrationFit.Temperature(scaled, labels, 3).Slopes[0] * unit / CalibrationFit.Temperature(scores, labels, 3).Slopes[0], 1e-5);
        var (expected, actual) = (CalibrationFit.Sigmoids(scores, labels, 3), CalibrationFit.Sigmoids(scaled, labels, 3));
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(1, actual.Slopes[k] * unit / expected.Slopes[k], 1e-4);
            Assert.Equal(expected.Offsets[k], actual.Offsets[k], 1e-4);
        }
    }

    [Fact]
    public void A_class_without_rows_has_a_sigmoid_all_the_same()
    {
        var calibration = CalibrationFit.Sigmoids([2, 0, 0, 0, 2, 0, 1, 0, 0], [0, 1, 0], 3);
        Assert.Equal(Logit(1 / 5.0), calibration.Offsets[2], 1e-5);
        Assert.Equal(0, calibration.Slopes[2]);
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CalibrationFit.Temperature([1, 2, 3], [0], 2));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Temperature([], [], 2));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Temperature([1, float.NaN], [0], 2));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Sigmoids([1, 2], [2], 2));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Sigmoids([1, 2], [0], 2, [1, 1]));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Sigmoids([1, 2], [0], 2, [-1]));
        Assert.Throws<ArgumentException>(() => CalibrationFit.Sigmoids([1, 2], [0], 2, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationFit.Sigmoids([1], [0], 1));
    }

    private static double Logit(double p) => Math.Log(p / (1 - p));
}
