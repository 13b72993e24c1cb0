namespace Graft.Tests.Unit;

/// <summary>How sure a network is, held against how often it is right.</summary>
public sealed class HeadCalibrationTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public void Where_all_are_right_one_more_photo_counts_as_wrong(int count)
    {
        // Two classes, the right one always 1 ahead: the factor is the logit of (n + 1) / (n + 2).
        var labels = Enumerable.Range(0, count).Select(i => i % 2).ToArray();
        var scores = labels.SelectMany(label => label == 0 ? new[] { 1f, 0f } : [0f, 1f]).ToArray();

        Assert.Equal(Math.Log(count + 1), HeadCalibration.Slope(scores, labels, 2), 6);
    }

    [Fact]
    public void Where_some_are_wrong_it_is_as_sure_as_it_is_right()
    {
        // Of 1,000 photos 900 are right, and all scores are equally far apart.
        const int count = 1000;
        var labels = Enumerable.Range(0, count).Select(i => i % 10 == 0 ? 1 : 0).ToArray();
        var scores = Enumerable.Range(0, count).SelectMany(_ => new[] { 5f, 0f, -50f }).ToArray();

        var confidence = 1 / (1 + Math.Exp(-5 * HeadCalibration.Slope(scores, labels, 3)));

        Assert.InRange(confidence, 0.898, 0.901);
    }
}
