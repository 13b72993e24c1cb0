namespace Graft;

/// <summary>Parts of a file that are copied or cleared within it, a piece at a time.</summary>
internal static class StreamPieces
{
    private const int Length = 1 << 20;

    /// <summary>Copies bytes to a place that does not overlap theirs.</summary>
    public static void Copy(Stream stream, long from, long to, long length)
    {
        var piece = new byte[Math.Min(Length, length)];
        for (var done = 0L; done < length; done += piece.Length)
        {
            var bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, length - done));
            stream.Position = from + done;
            stream.ReadExactly(bytes);
            stream.Position = to + done;
            stream.Write(bytes);
        }
    }

    /// <summary>Makes zeros of all bytes up to <paramref name="end"/>; what is zero already, a hole for one, stays as it is.</summary>
    public static void Clear(Stream stream, long from, long end)
    {
        var piece = new byte[Math.Min(Length, end - from)];
        for (; from < end; from += piece.Length)
        {
            var bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, end - from));
            stream.Position = from;
            stream.ReadExactly(bytes);
            if (!bytes.ContainsAnyExcept((byte)0))
                continue;
            bytes.Clear();
            stream.Position = from;
            stream.Write(bytes);
        }
    }
}
