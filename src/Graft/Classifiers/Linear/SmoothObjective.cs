namespace Graft;

/// <summary>A loss with a derivative everywhere, minimised by L-BFGS.</summary>
/// <param name="loss">What is paid for the scores of a row.</param>
/// <param name="penaltyFactor">See <see cref="ILinearObjective.PenaltyFactor"/>.</param>
internal sealed class SmoothObjective(RowLoss loss, double penaltyFactor) : ILinearObjective
{
    public int Count => loss.ColumnCount;

    public double PenaltyFactor => penaltyFactor;

    public bool IsSharp => false;

    public bool TakesCenteredRows => true;

    public LinearSolution Minimize(DesignMatrix matrix, LinearTask task, LinearSolution? start, int pairCount, ParallelOptions parallel)
    {
        var problem = new DirectLoss(matrix, loss, task, parallel);
        double[]? point = start is null ? null : [.. start.Weights, .. start.Intercepts];
        var result = Lbfgs.Minimize(problem, task.Tolerance, task.MaxIterations, point, pairCount);
        return Solution(result, result.Point[..^Count], result.Point[^Count..]);
    }

    public LinearSolution Minimize(float[] gram, LinearTask task, LinearSolution? start, ParallelOptions parallel)
    {
        var problem = new GramLoss(gram, loss, task, parallel);
        double[]? point = start is null ? null : [.. start.Weights, .. start.Scores, .. start.Intercepts];
        var result = Lbfgs.Minimize(problem, task.Tolerance, task.MaxIterations, point);
        var half = (result.Point.Length - Count) / 2;
        return Solution(result, result.Point[..half], result.Point[^Count..]) with { Scores = result.Point[half..(2 * half)] };
    }

    private static LinearSolution Solution(LbfgsResult result, double[] weights, double[] intercepts) =>
        new(weights, intercepts, result.Value, result.RelativeGap, result.Converged, result.Iterations);
}
