namespace Graft;

/// <summary>
/// The hinge loss of <see cref="LinearSvm"/>, which has no derivative everywhere, by coordinate descent on the dual
/// problem (Hsieh et al. 2008, algorithm 1): a coefficient of a row at a time, between 0 and C, is set to its best. The
/// difference of the primal and the dual value bounds how far either is from the optimum.
/// </summary>
internal sealed class HingeObjective(OneVersusRest problems) : ILinearObjective
{
    public int Count => problems.Count;

    public double PenaltyFactor => 1;

    public bool IsSharp => true;

    public bool TakesCenteredRows => false;

    public LinearSolution Minimize(DesignMatrix matrix, LinearTask task, LinearSolution? start, int pairCount, ParallelOptions parallel) =>
        new HingeOverFeatures(matrix, problems, task, parallel).Run();

    public LinearSolution Minimize(float[] gram, LinearTask task, LinearSolution? start, ParallelOptions parallel)
    {
        var rows = problems.Labels.Length;
        var coefficients = new double[checked(rows * Count)];
        var ends = new HingeEnd[Count];
        Parallel.For(0, Count, parallel, problem =>
        {
            var machine = new HingeOverRows(gram, problems, problem, task);
            if (start is not null)
                machine.Start(start.Weights, start.Scores);
            ends[problem] = machine.Run(parallel.CancellationToken);
            machine.Write(coefficients);
        });
        return HingeEnd.Sum(ends, task) with { Weights = coefficients, Intercepts = new double[Count] };
    }
}
