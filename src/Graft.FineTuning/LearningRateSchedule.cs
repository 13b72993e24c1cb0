namespace Graft;

/// <summary>How the learning rate goes down over the epochs, after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Along half a cosine to 0.</summary>
    Cosine,

    /// <summary>To a tenth after half of the epochs, and to a hundredth after three quarters.</summary>
    Step,

    /// <summary>Not at all.</summary>
    Constant,
}
