namespace Graft;

/// <summary>Ways from scores to probabilities.</summary>
public enum CalibrationMethod
{
    /// <summary>Softmax of the scores as they are.</summary>
    None,

    /// <summary>Softmax of the scores divided by a temperature, for logistic regression.</summary>
    Temperature,

    /// <summary>Platt's sigmoid of each class's score, for support vector machines.</summary>
    Sigmoid,
}
