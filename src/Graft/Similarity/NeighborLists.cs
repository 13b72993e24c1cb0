using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// The k nearest rows of each row so far, in order. Whatever the order in which pairs come, and from whatever thread, the
/// lists end the same: of equally near rows the first is taken.
/// </summary>
internal sealed class NeighborLists
{
    /// <summary>Bytes for each neighbour of a row: the two arrays here, and the distances as they are given out.</summary>
    public const long BytesPerNeighbor = sizeof(double) + sizeof(int) + sizeof(float);

    // Rows that share a lock; neighbouring ones do not.
    private const int LockCount = 1024;

    private readonly int _neighborCount;
    private readonly ImmutableArray<int> _labels;
    private readonly bool _ofSameClass;
    private readonly Lock[] _locks = [.. Enumerable.Range(0, LockCount).Select(_ => new Lock())];

    /// <param name="rowCount">Number of rows.</param>
    /// <param name="neighborCount">k.</param>
    /// <param name="labels">Label of each row, where class matters; default where it does not.</param>
    /// <param name="ofSameClass">Whether only rows of a row's own class are taken, or only those of others.</param>
    public NeighborLists(int rowCount, int neighborCount, ImmutableArray<int> labels = default, bool ofSameClass = false)
    {
        (_neighborCount, _labels, _ofSameClass) = (neighborCount, labels, ofSameClass);
        Rows = new int[checked(rowCount * neighborCount)];
        Orders = new double[Rows.Length];
        Array.Fill(Rows, int.MaxValue);
        Array.Fill(Orders, double.PositiveInfinity);
    }

    /// <summary>Shape (rows, k), row-major.</summary>
    public int[] Rows { get; }

    /// <summary>Numbers that order rows by distance; same shape.</summary>
    public double[] Orders { get; }

    /// <summary>What a row has to be below, or equal to, to be among the nearest of a row; it only ever falls.</summary>
    public double Limit(int row) => Volatile.Read(ref Orders[(row + 1) * _neighborCount - 1]);

    /// <summary>Offers rows to the list of one.</summary>
    /// <param name="row">Whose list.</param>
    /// <param name="firstOther">The first of the others.</param>
    /// <param name="orders">How far each of them is, <paramref name="step"/> apart.</param>
    /// <param name="step">Distance between numbers.</param>
    /// <param name="count">How many others.</param>
    public void Offer(int row, int firstOther, ReadOnlySpan<double> orders, int step, int count)
    {
        lock (_locks[row % LockCount])
        {
            var limit = Limit(row);
            for (var i = 0; i < count; i++)
            {
                if (orders[i * step] <= limit && Takes(row, firstOther + i))
                {
                    Insert(row, firstOther + i, orders[i * step]);
                    limit = Limit(row);
                }
            }
        }
    }

    private bool Takes(int row, int other) => _labels.IsDefault || (_labels[row] == _labels[other]) == _ofSameClass;

    private void Insert(int row, int other, double order)
    {
        var orders = Orders.AsSpan(row * _neighborCount, _neighborCount);
        var rows = Rows.AsSpan(row * _neighborCount, _neighborCount);
        var place = _neighborCount - 1;
        if (orders[place] == order && rows[place] < other)
            return;
        for (; place > 0 && (orders[place - 1] > order || (orders[place - 1] == order && rows[place - 1] > other)); place--)
            (orders[place], rows[place]) = (orders[place - 1], rows[place - 1]);
        (orders[place], rows[place]) = (order, other);
    }
}
