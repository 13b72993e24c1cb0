using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>The bytes of float32 values, without a copy of them. They cannot be pinned; protobuf reads them as a span.</summary>
internal sealed class FloatBytes(Memory<float> values) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.Span);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}
