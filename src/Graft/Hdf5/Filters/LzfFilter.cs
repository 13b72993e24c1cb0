namespace Graft.Hdf5;

/// <summary>LZF, h5py's quick compression: literal runs and references of up to 8,192 bytes back (format of LibLZF, M. Lehmann).</summary>
internal static class LzfFilter
{
    /// <summary>A reference of 3 bytes stands for 264 at most; more is asked for only by damaged files.</summary>
    public const int MaxRatio = 88;

    /// <returns>How many bytes of <paramref name="output"/> were filled.</returns>
    public static int Decode(ReadOnlySpan<byte> data, Span<byte> output)
    {
        var (from, to) = (0, 0);
        while (from < data.Length)
        {
            int control = data[from++];
            if (control < 32)
            {
                var run = control + 1;
                if (run > data.Length - from || run > output.Length - to)
                    throw Bad();
                data.Slice(from, run).CopyTo(output[to..]);
                (from, to) = (from + run, to + run);
                continue;
            }

            var count = control >> 5;
            if (count == 7)
                count += from < data.Length ? data[from++] : throw Bad();
            count += 2;
            var back = from < data.Length ? ((control & 31) << 8 | data[from++]) + 1 : throw Bad();
            if (back > to || count > output.Length - to)
                throw Bad();
            // One by one: a reference may overlap with what it makes.
            for (var end = to + count; to < end; to++)
                output[to] = output[to - back];
        }

        return to;
    }

    private static Hdf5Exception Bad() => Hdf5Exception.Damaged("a compressed chunk cannot be unpacked");
}
