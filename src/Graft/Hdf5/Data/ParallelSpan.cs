using System.Runtime.ExceptionServices;

namespace Graft.Hdf5;

/// <summary>Fills one span from several threads, each its own part.</summary>
internal static class ParallelSpan
{
    public delegate void FillPart<T>(long part, Span<T> whole);

    /// <summary>Calls <paramref name="fill"/> for each part; what it throws comes out as it was.</summary>
    public static unsafe void For<T>(long firstPart, long endPart, Span<T> whole, FillPart<T> fill)
        where T : unmanaged
    {
        var length = whole.Length;
        fixed (T* pointer = whole)
        {
            // A span cannot go into a lambda; its address can, and stays pinned until all threads are done.
            var address = (nint)pointer;
            try
            {
                Parallel.For(firstPart, endPart, part => fill(part, new Span<T>((T*)address, length)));
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
        }
    }
}
