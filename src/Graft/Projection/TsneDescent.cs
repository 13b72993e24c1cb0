using System.Collections.Immutable;

namespace Graft;

/// <summary>Moves the points down the gradient, with the settings of scikit-learn.</summary>
internal sealed class TsneDescent
{
    private const double Theta = 0.5;
    private const int ExaggeratedIterations = 250;
    private const double Exaggeration = 12;
    private const double LeastGain = 0.01;
    private const double StartSpread = 1e-4;
    private const double NoiseShare = 0.01;

    private readonly TsneForces _forces;
    private readonly ParallelOptions _parallel;
    private readonly int _iterations;
    private readonly double _learningRate;
    private readonly Axis _x;
    private readonly Axis _y;

    public TsneDescent(Affinities affinities, ImmutableArray<MapPoint> start, TsneOptions options, ParallelOptions parallel)
    {
        (_forces, _parallel, _iterations) = (new TsneForces(affinities, Theta, parallel), parallel, options.Iterations);
        _learningRate = Math.Max(start.Length / Exaggeration / 4, 50);
        var mean = start.Average(point => point.X);
        var spread = Math.Sqrt(start.Average(point => (point.X - mean) * (point.X - mean)));
        var scale = spread > 0 ? StartSpread / spread : 0;
        var random = new Xoshiro256(options.Seed, 0);
        _x = new Axis([.. start.Select(point => (scale * point.X) + Noise(ref random))]);
        _y = new Axis([.. start.Select(point => (scale * point.Y) + Noise(ref random))]);
    }

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ImmutableArray<MapPoint> Run(IProgress<TsneProgress>? progress)
    {
        for (var iteration = 0; iteration < _iterations; iteration++)
        {
            _parallel.CancellationToken.ThrowIfCancellationRequested();
            var isExaggerated = iteration < ExaggeratedIterations;
            _forces.Update(_x.Places, _y.Places, isExaggerated ? Exaggeration : 1);
            var momentum = isExaggerated ? 0.5 : 0.8;
            _x.Move(_forces.GradientX, momentum, _learningRate);
            _y.Move(_forces.GradientY, momentum, _learningRate);
            progress?.Report(new TsneProgress(iteration + 1, _iterations));
        }

        return [.. _x.Places.Zip(_y.Places, (x, y) => new MapPoint(x, y))];
    }

    /// <summary>A normal number, by Box and Muller.</summary>
    private static double Noise(ref Xoshiro256 random)
    {
        var (u, v) = (((random.Next() >> 11) + 1) * (1.0 / (1L << 53)), (random.Next() >> 11) * (1.0 / (1L << 53)));
        return NoiseShare * StartSpread * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>One coordinate of all points.</summary>
    private sealed class Axis(double[] places)
    {
        private readonly double[] _moves = new double[places.Length];
        private readonly double[] _gains = [.. Enumerable.Repeat(1.0, places.Length)];

        public double[] Places => places;

        /// <summary>A step of each point; it gains where gradient and step agree, and loses where they do not (Jacobs 1988).</summary>
        public void Move(double[] gradient, double momentum, double learningRate)
        {
            for (var i = 0; i < places.Length; i++)
            {
                _gains[i] = Math.Max(gradient[i] * _moves[i] < 0 ? _gains[i] + 0.2 : _gains[i] * 0.8, LeastGain);
                _moves[i] = (momentum * _moves[i]) - (learningRate * _gains[i] * gradient[i]);
                places[i] += _moves[i];
            }
        }
    }
}
