namespace Graft.Tests.Support;

/// <summary>Stands between a writer and its file and runs out of room after so many bytes.</summary>
internal sealed class FaultyStream(Stream inner, long room) : Stream
{
    private const int DiskFull = 28;
    private long _left = room;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if ((_left -= count) < 0)
            throw new IOException("No space left on device", DiskFull);
        inner.Write(buffer, offset, count);
    }
}
