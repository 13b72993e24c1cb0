using System.Collections.Immutable;

namespace Graft;

/// <summary>How the scores of a linear classifier become probabilities.</summary>
/// <remarks>
/// With softmax: p = softmax(slope * score + offset); a temperature T is a slope of 1 / T for every class (Guo et al. 2017).
/// With sigmoids: p[k] = sigmoid(slopes[k] * score[k] + offsets[k]), divided by their sum (Platt 1999, and scikit-learn's
/// <c>CalibratedClassifierCV</c> for several classes).
/// </remarks>
public sealed class Calibration
{
    private Calibration(CalibrationMethod method, ImmutableArray<float> slopes, ImmutableArray<float> offsets) =>
        (Method, Slopes, Offsets) = (method, slopes, offsets);

    /// <summary>Softmax of the scores as they are.</summary>
    public static Calibration None { get; } = new(CalibrationMethod.None, [], []);

    /// <summary>How it is done.</summary>
    public CalibrationMethod Method { get; }

    /// <summary>Factors of the scores: one for a temperature, K for sigmoids.</summary>
    public ImmutableArray<float> Slopes { get; }

    /// <summary>What is added after that: none for a temperature, K for sigmoids.</summary>
    public ImmutableArray<float> Offsets { get; }

    /// <summary>Softmax of scores divided by a temperature.</summary>
    /// <param name="temperature">More than 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static Calibration Temperature(double temperature)
    {
        if (!(temperature > 0 && float.IsFinite((float)(1 / temperature)) && (float)(1 / temperature) > 0))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is more than 0 and finite.");
        return new(CalibrationMethod.Temperature, [(float)(1 / temperature)], []);
    }

    /// <summary>A sigmoid for each class.</summary>
    /// <param name="slopes">K factors, finite.</param>
    /// <param name="offsets">K offsets, finite.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static Calibration Sigmoids(ImmutableArray<float> slopes, ImmutableArray<float> offsets)
    {
        if (slopes.IsDefaultOrEmpty || offsets.IsDefault || slopes.Length != offsets.Length)
            throw new ArgumentException("Each class needs a slope and an offset.", nameof(slopes));
        if (!FiniteCheck.AllFinite(slopes.AsSpan()) || !FiniteCheck.AllFinite(offsets.AsSpan()))
            throw new ArgumentException("A slope or an offset is not a finite number.", nameof(slopes));
        return new(CalibrationMethod.Sigmoid, slopes, offsets);
    }

    /// <summary>Turns the scores of one row into probabilities.</summary>
    internal void Apply(Span<float> scores)
    {
        if (Method == CalibrationMethod.Sigmoid)
            ToLogarithms(scores);
        if (Method == CalibrationMethod.Temperature)
        {
            foreach (ref var score in scores)
                score *= Slopes[0];
        }

        Softmax.InPlace(scores);
    }

    /// <summary>
    /// Logarithms of the sigmoids, whose softmax is the sigmoids divided by their sum. Unlike the sigmoids they do not vanish
    /// where every class is unlikely.
    /// </summary>
    private void ToLogarithms(Span<float> scores)
    {
        for (var k = 0; k < scores.Length; k++)
        {
            var logit = (double)Slopes[k] * scores[k] + Offsets[k];
            scores[k] = (float)(Math.Min(logit, 0) - double.LogP1(Math.Exp(-Math.Abs(logit))));
        }
    }
}
