using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A fitted linear classifier, logistic regression or a linear support vector machine: one weight vector and intercept
/// for each class; the class with the highest score is the prediction.
/// </summary>
public sealed class LinearClassifier : Classifier
{
    // Partial sums of this many float32 products are added up in double.
    private const int ColumnBlock = 1024;

    // Shape (K, D).
    private readonly float[] _weights;

    // Shape (D, padded K), as the kernel wants them. Made when first needed: a file is read with no more memory than it has.
    private readonly Lazy<float[]> _transposed;
    private readonly float[] _intercepts;

    /// <summary>Makes a classifier of known weights, which are copied.</summary>
    /// <param name="model">Which kind it is.</param>
    /// <param name="weights">Shape (K, FeatureCount), row-major.</param>
    /// <param name="intercepts">K intercepts.</param>
    /// <param name="labelNames">K class names in label order, at least 2, all different.</param>
    /// <param name="recipe">What made the features it was fitted on; null when nobody knows.</param>
    /// <param name="scaling">What it does with rows first. Standardising is no part of it, but of weights and intercepts.</param>
    /// <param name="calibration">How scores become probabilities; null for softmax.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a value is not finite.</exception>
    public LinearClassifier(
        LinearModel model,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> intercepts,
        ImmutableArray<string> labelNames,
        FeatureRecipe? recipe,
        FeatureScaling scaling = FeatureScaling.None,
        Calibration? calibration = null)
        : base(labelNames, Math.Max(1, weights.Length / Math.Max(1, labelNames.IsDefault ? 1 : labelNames.Length)), recipe, RowScaler.ByRow(scaling))
    {
        if (intercepts.Length != labelNames.Length)
            throw new ArgumentException($"{intercepts.Length} intercepts for {labelNames.Length} classes.", nameof(intercepts));
        if (weights.Length == 0 || weights.Length % labelNames.Length != 0)
            throw new ArgumentException($"{weights.Length} weights do not make {labelNames.Length} rows.", nameof(weights));
        if (!FiniteCheck.AllFinite(weights))
            throw new ArgumentException("A weight is not a finite number.", nameof(weights));
        if (!FiniteCheck.AllFinite(intercepts))
            throw new ArgumentException("An intercept is not a finite number.", nameof(intercepts));
        (Model, Calibration) = (model, calibration ?? Calibration.None);
        if (Calibration.Method == CalibrationMethod.Sigmoid && Calibration.Slopes.Length != labelNames.Length)
            throw new ArgumentException($"{Calibration.Slopes.Length} sigmoids for {labelNames.Length} classes.", nameof(calibration));
        _weights = weights.ToArray();
        _transposed = new Lazy<float[]>(() => Transposed(_weights, LabelNames.Length, FeatureCount));
        _intercepts = intercepts.ToArray();
    }

    /// <inheritdoc/>
    public override string Name => Model == LinearModel.LogisticRegression ? "logistic" : "svm";

    /// <summary>Which kind it is.</summary>
    public LinearModel Model { get; }

    /// <summary>How scores become probabilities.</summary>
    public Calibration Calibration { get; }

    /// <summary>Shape (K, <see cref="Classifier.FeatureCount"/>), row-major.</summary>
    public ReadOnlyMemory<float> Weights => _weights;

    /// <summary>K intercepts.</summary>
    public ReadOnlyMemory<float> Intercepts => _intercepts;

    /// <summary>The same classifier with other probabilities.</summary>
    /// <exception cref="ArgumentException">The calibration is for another number of classes.</exception>
    public LinearClassifier With(Calibration calibration) =>
        new(Model, Weights.Span, _intercepts, LabelNames, Recipe, Scaler.Scaling, calibration) { FitSummary = FitSummary };

    private protected override void ScoreRows(ReadOnlySpan<float> features, int rowCount, Span<float> scores)
    {
        var padded = MatrixKernels.Padded(LabelNames.Length);
        var sums = new double[checked(rowCount * padded)];
        Multiply(features, rowCount, sums, padded);
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < LabelNames.Length; k++)
                scores[r * LabelNames.Length + k] = (float)(sums[r * padded + k] + _intercepts[k]);
        }
    }

    private protected override void ToProbabilities(Span<float> scores) => Calibration.Apply(scores);

    private unsafe void Multiply(ReadOnlySpan<float> features, int rowCount, double[] sums, int padded)
    {
        fixed (float* x = features, w = _transposed.Value)
        fixed (double* products = sums)
        {
            for (var column = 0; column < FeatureCount; column += ColumnBlock)
            {
                MatrixKernels.AddProduct(
                    x + column, FeatureCount, 1, rowCount,
                    w + (nint)column * padded, padded, Math.Min(ColumnBlock, FeatureCount - column), padded, products, padded);
            }
        }
    }

    private static float[] Transposed(float[] weights, int classCount, int featureCount)
    {
        var padded = MatrixKernels.Padded(classCount);
        var transposed = new float[checked(featureCount * padded)];
        for (var k = 0; k < classCount; k++)
        {
            for (var j = 0; j < featureCount; j++)
                transposed[j * padded + k] = weights[k * featureCount + j];
        }

        return transposed;
    }
}
