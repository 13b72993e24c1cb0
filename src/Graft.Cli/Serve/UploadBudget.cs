namespace Graft.Cli.Serve;

/// <summary>Bytes of photos that are in memory on their way to the queue, of all requests together.</summary>
internal sealed class UploadBudget(long limit)
{
    private long _taken;

    /// <summary>What one request takes of it; given back when the request is answered.</summary>
    public Share Open() => new(this);

    internal sealed class Share(UploadBudget budget) : IDisposable
    {
        private long _own;

        /// <exception cref="ProblemException">There is no room for so many more bytes.</exception>
        public void Take(long bytes)
        {
            _own += bytes;
            if (Interlocked.Add(ref budget._taken, bytes) > budget.Limit)
                throw new ProblemException(Microsoft.AspNetCore.Http.StatusCodes.Status503ServiceUnavailable, "Too many photos are being sent at once; try again soon.") { RetryAfter = ServeOptions.RetryAfter };
        }

        public void Dispose() => Interlocked.Add(ref budget._taken, -_own);
    }

    private long Limit => limit;
}
