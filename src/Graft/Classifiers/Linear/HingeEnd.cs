namespace Graft;

/// <summary>Where the descent for one class ended.</summary>
/// <param name="Loss">C * sum of losses + half the squared norm.</param>
/// <param name="Gap">How far that may be above the lowest.</param>
/// <param name="Iterations">Passes over the rows.</param>
internal readonly record struct HingeEnd(double Loss, double Gap, int Iterations)
{
    /// <summary>All classes together.</summary>
    public static LinearSolution Sum(HingeEnd[] ends, LinearTask task)
    {
        var (loss, gap) = (ends.Sum(end => end.Loss), ends.Sum(end => end.Gap));
        return new LinearSolution([], [], loss * task.Penalty, gap / loss, ends.All(end => end.IsDone(task)), ends.Max(end => end.Iterations));
    }

    public bool IsDone(LinearTask task) => Gap <= task.Tolerance * Loss;
}
