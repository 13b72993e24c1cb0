namespace Graft;

/// <summary>The largest of the n smallest numbers seen so far: a heap of these n with the largest on top.</summary>
internal sealed class LargestOfSmallest(int count)
{
    private readonly double[] _heap = new double[count];
    private int _seen;

    /// <summary>Infinite until n numbers were seen.</summary>
    public double Value => _seen < count ? double.PositiveInfinity : _heap[0];

    public void Add(double value)
    {
        if (_seen < count)
        {
            SiftUp(value);
            _seen++;
        }
        else if (value < _heap[0])
        {
            SiftDown(value);
        }
    }

    private void SiftUp(double value)
    {
        var place = _seen;
        for (var parent = (place - 1) / 2; place > 0 && _heap[parent] < value; parent = (place - 1) / 2)
        {
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = value;
    }

    private void SiftDown(double value)
    {
        var place = 0;
        for (var child = 1; child < count; child = 2 * place + 1)
        {
            if (child + 1 < count && _heap[child + 1] > _heap[child])
                child++;
            if (_heap[child] <= value)
                break;
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = value;
    }
}
