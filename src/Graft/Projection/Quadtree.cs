using System.Numerics;
using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// Points of a plane in nested squares (Barnes and Hut 1986), in flat arrays that are filled anew for each step. The nodes
/// stand in depth-first order, each with the number of the one that follows when its children are passed over, so that a walk
/// needs no stack. Squares that hold the same points as one of their quarters are left out.
/// </summary>
internal sealed class Quadtree
{
    // Bits of a coordinate. Points that agree in all of them are on one place, and divide no further.
    private const int Levels = 31;

    private readonly ulong[] _codes;
    private readonly int[] _order;
    private readonly Node[] _nodes;
    private int _nodeCount;

    /// <param name="pointCount">At least 1.</param>
    public Quadtree(int pointCount)
    {
        _codes = new ulong[pointCount];
        _order = [.. Enumerable.Range(0, pointCount)];
        // Every node that is no leaf has at least two children.
        _nodes = new Node[2 * pointCount];
    }

    /// <summary>The points, those near one another together.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>Takes in the points as they are now.</summary>
    public void Build(double[] x, double[] y)
    {
        var (left, bottom) = (x.Min(), y.Min());
        var side = Math.Max(x.Max() - left, y.Max() - bottom);
        var scale = side > 0 ? (1L << Levels) * (1 - 1e-9) / side : 0;
        // The order of the step before is nearly that of this one.
        for (var i = 0; i < _order.Length; i++)
            _codes[i] = Spread((uint)((x[_order[i]] - left) * scale)) | (Spread((uint)((y[_order[i]] - bottom) * scale)) << 1);
        Array.Sort(_codes, _order);
        _nodeCount = 0;
        Add(0, _order.Length, x, y, side);
    }

    /// <summary>
    /// For a point at (px, py): the sum over all points j, itself included where it is one of them, of q = 1 / (1 + d^2), and
    /// of q^2 (p - p_j). Squares whose side is less than theta times their distance count as one point.
    /// </summary>
    public double Repulsion(double px, double py, double squaredTheta, out double forceX, out double forceY)
    {
        double sum = 0, fx = 0, fy = 0;
        var nodes = _nodes.AsSpan(0, _nodeCount);
        for (var place = 0; place < nodes.Length;)
        {
            ref readonly var node = ref nodes[place];
            var (dx, dy) = (px - node.X, py - node.Y);
            var squared = (dx * dx) + (dy * dy);
            if (node.SquaredSide >= squaredTheta * squared && node.Next != place + 1)
            {
                place++;
                continue;
            }

            var q = 1 / (1 + squared);
            var weighted = node.Count * q;
            sum += weighted;
            fx += weighted * q * dx;
            fy += weighted * q * dy;
            place = node.Next;
        }

        (forceX, forceY) = (fx, fy);
        return sum;
    }

    /// <summary>Adds the node of a range of points, and all below.</summary>
    private void Add(int first, int end, double[] x, double[] y, double side)
    {
        var place = _nodeCount++;
        var differing = _codes[first] ^ _codes[end - 1];
        double sumX = 0, sumY = 0;
        if (differing == 0)
        {
            for (var i = first; i < end; i++)
            {
                sumX += x[_order[i]];
                sumY += y[_order[i]];
            }
        }
        else
        {
            // The level at which the first and the last point part, and with them all between.
            var level = BitOperations.Log2(differing) / 2;
            for (var start = first; start < end;)
            {
                var child = _nodeCount;
                var next = EndOfQuarter(start, end, 2 * level);
                Add(start, next, x, y, side);
                sumX += _nodes[child].X * _nodes[child].Count;
                sumY += _nodes[child].Y * _nodes[child].Count;
                start = next;
            }

            side *= Math.ScaleB(1, level + 1 - Levels);
        }

        double count = end - first;
        _nodes[place] = new Node { X = sumX / count, Y = sumY / count, Count = count, SquaredSide = side * side, Next = _nodeCount };
    }

    /// <summary>The first point after <paramref name="start"/> that lies in another quarter.</summary>
    private int EndOfQuarter(int start, int end, int shift)
    {
        var (quarter, low, high) = (_codes[start] >> shift, start + 1, end);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_codes[middle] >> shift == quarter)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>A zero bit before each bit (Morton order).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(uint bits)
    {
        ulong value = bits;
        value = (value | (value << 16)) & 0x0000FFFF0000FFFF;
        value = (value | (value << 8)) & 0x00FF00FF00FF00FF;
        value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F;
        value = (value | (value << 2)) & 0x3333333333333333;
        return (value | (value << 1)) & 0x5555555555555555;
    }

    /// <summary>Points of a square, as one at their mean.</summary>
    private struct Node
    {
        public double X;
        public double Y;
        public double Count;
        public double SquaredSide;
        public int Next;
    }
}
