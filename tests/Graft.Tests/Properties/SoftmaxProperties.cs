using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class SoftmaxProperties
{
    private static readonly Arbitrary<float[]> Scores =
        Gen.Choose(-100_000, 100_000).Select(value => value / 1000f).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Probabilities_sum_to_1() => Prop.ForAll(Scores, scores =>
    {
        Softmax.InPlace(scores);
        return Math.Abs(scores.Sum(value => (double)value) - 1) < 1e-6 && scores.All(value => value is >= 0 and <= 1);
    }).Holds();

    [Fact]
    public void A_constant_shift_changes_nothing() => Prop.ForAll(Scores, scores =>
    {
        // Shifting by 64 rounds each score by at most 2^-17, and so each probability by that fraction.
        var shifted = scores.Select(score => score + 64).ToArray();
        Softmax.InPlace(scores);
        Softmax.InPlace(shifted);
        return scores.Zip(shifted).All(pair => Math.Abs(pair.First - pair.Second) < 2e-5);
    }).Holds();

    [Fact]
    public void Residuals_are_probabilities_less_1_at_the_label() => Prop.ForAll(Scores, scores =>
    {
        var stride = MatrixKernels.Padded(scores.Length);
        var residuals = new double[stride];
        Array.ConvertAll(scores, value => (double)value).CopyTo(residuals, 0);
        var sums = new double[scores.Length];
        var loss = new SoftmaxLoss([0], null, scores.Length).ToResiduals(0, 1, residuals, stride, sums, new double[scores.Length]);
        Softmax.InPlace(scores);
        residuals[0] += 1;
        return scores.Zip(residuals).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)
            && residuals.SkipLast(stride - scores.Length).Select((value, k) => value - (k == 0 ? 1 : 0)).SequenceEqual(sums)
            && residuals.Skip(scores.Length).All(value => value == 0)
            && Math.Abs(Math.Exp(-loss) - scores[0]) < 1e-6;
    }).Holds();
}
