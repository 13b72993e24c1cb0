namespace Graft;

/// <summary>
/// One axis of a view of a photo: what lies from <paramref name="Start"/> to <paramref name="End"/> of it becomes
/// <paramref name="FullLength"/> positions; those of the tensor are <paramref name="Length"/> of them from
/// <paramref name="Offset"/> on, and those around have what the photo has around.
/// </summary>
internal readonly record struct ViewAxis(int SourceLength, double Start, double End, int FullLength, int Offset, int Length)
{
    /// <summary>No position of the photo.</summary>
    public const int None = int.MinValue;

    /// <summary>The stretch of the photo that becomes the tensor.</summary>
    public static ViewAxis Of(int sourceLength, double start, double end, int length) => new(sourceLength, start, end, length, 0, length);

    private double Scale => (End - Start) / FullLength;

    /// <summary>The same, everything <paramref name="factor"/> times as large, the middle of the tensor where it was.</summary>
    public ViewAxis Zoomed(double factor)
    {
        var middle = Start + ((Offset + (Length / 2.0)) * Scale);
        var half = Length / 2.0 * Scale / factor;
        return factor == 1 ? this : Of(SourceLength, middle - half, middle + half, Length);
    }

    /// <summary>
    /// Which position of the photo is shown at each position of the tensor from <paramref name="first"/> on, which may lie
    /// out of the tensor: its own, where the photo has one; else that of the mirror image at the photo's border, or
    /// <see cref="None"/>.
    /// </summary>
    public void Fill(int first, bool reflects, Span<int> positions)
    {
        // Positions whose centre lies in the photo; at least one, if only by rounding.
        var least = (int)Math.Ceiling((-Start / Scale) - 0.5);
        var count = (int)Math.Floor(((SourceLength - Start) / Scale) + 0.5) - least;
        if (count < 1)
            (least, count) = ((int)Math.Floor(((SourceLength / 2.0) - Start) / Scale), 1);
        for (var i = 0; i < positions.Length; i++)
        {
            var inside = first + Offset + i - least;
            var isInside = (uint)inside < (uint)count;
            positions[i] = isInside ? inside + least : reflects ? Reflected(inside, count) + least : None;
        }
    }

    // The border itself comes twice: c b a | a b c | c b a.
    private static int Reflected(int index, int count)
    {
        var period = 2L * count;
        var inside = (int)(((index % period) + period) % period);
        return inside < count ? inside : (int)(period - 1 - inside);
    }
}
