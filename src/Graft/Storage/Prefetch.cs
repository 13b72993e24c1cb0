using System.Diagnostics;

namespace Graft;

/// <summary>
/// Reads the next piece while one is used, as long as reading takes time: what comes out of the system's cache is read
/// sooner than handed from one thread, and one processor's cache, to another.
/// </summary>
internal static class Prefetch
{
    /// <summary>Slower than memory, faster than a disk.</summary>
    private const double QuickBytesPerSecond = 4e9;

    /// <summary>What handing over costs.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromMicroseconds(100);

    /// <param name="pieceCount">How many pieces there are.</param>
    /// <param name="pieceLength">Bytes in a piece.</param>
    /// <param name="createBuffer">Makes one of the two buffers.</param>
    /// <param name="read">Reads the piece of that number into a buffer, on another thread.</param>
    /// <returns>Buffers, each valid until the next is asked for.</returns>
    public static IEnumerable<(int Piece, TBuffer Buffer)> Run<TBuffer>(int pieceCount, long pieceLength, Func<TBuffer> createBuffer, Action<int, TBuffer> read)
    {
        if (pieceCount == 0)
            yield break;
        var quickRead = HandOver + TimeSpan.FromSeconds(pieceLength / QuickBytesPerSecond);
        var (current, next) = (createBuffer(), pieceCount > 1 ? createBuffer() : default!);
        var isQuick = IsQuick(() => read(0, current));
        for (var piece = 0; piece < pieceCount; piece++)
        {
            var (number, buffer) = (piece + 1, next);
            if (isQuick)
            {
                yield return (piece, current);
                if (number < pieceCount)
                    isQuick = IsQuick(() => read(number, current));
                continue;
            }

            var reading = number < pieceCount ? Task.Run(() => IsQuick(() => read(number, buffer))) : Task.FromResult(false);
            try
            {
                yield return (piece, current);
            }
            finally
            {
                // Also when the caller stops early: nobody may write into a buffer, or read a file, that is let go.
                Wait(reading);
            }

            isQuick = reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }

        bool IsQuick(Action readPiece)
        {
            var start = Stopwatch.GetTimestamp();
            readPiece();
            return Stopwatch.GetElapsedTime(start) < quickRead;
        }
    }

    /// <summary>
    /// Returns when the task has ended in whatever way. Not by its handle: a thread of the pool that waits there for one
    /// of the pool's tasks neither runs it itself nor is made up for, and many such threads stand still for seconds.
    /// </summary>
    private static void Wait(Task task)
    {
        try
        {
            task.Wait();
        }
        catch (AggregateException)
        {
            // Whoever asks for the next piece gets it.
        }
    }
}
