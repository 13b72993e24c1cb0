namespace Graft;

/// <summary>Kinds of linear classifiers.</summary>
public enum LinearModel
{
    /// <summary>Multinomial logistic regression.</summary>
    LogisticRegression,

    /// <summary>Linear support vector machine, one class against the rest.</summary>
    SupportVectorMachine,
}
