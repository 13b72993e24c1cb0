using System.Runtime.InteropServices;

namespace Graft.Tests.Unit;

public sealed class RowValuesTests
{
    [Fact]
    public void Values_beyond_the_largest_half_become_infinite_and_are_counted()
    {
        // 65,520 lies half way between 65,504, the largest half, and the next that there would be.
        float[] values = [65_504, 65_519.996f, 65_520, -65_520, 1e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0];
        var halves = new Half[values.Length];

        var overflowCount = RowValues.Convert(
            ElementType.Float32, MemoryMarshal.AsBytes<float>(values), ElementType.Float16, MemoryMarshal.AsBytes(halves.AsSpan()));

        Assert.Equal(3, overflowCount);
        Assert.Equal([Half.MaxValue, Half.MaxValue, Half.PositiveInfinity, Half.NegativeInfinity, Half.PositiveInfinity,
            Half.PositiveInfinity, Half.NegativeInfinity, Half.NaN, Half.Zero], halves);
    }

    [Fact]
    public void Doubles_beyond_the_largest_float_are_counted_too()
    {
        double[] values = [3.4028234663852886e38, 3.5e38, double.NegativeInfinity];
        var floats = new float[values.Length];

        var overflowCount = RowValues.Convert(
            ElementType.Float64, MemoryMarshal.AsBytes<double>(values), ElementType.Float32, MemoryMarshal.AsBytes(floats.AsSpan()));

        Assert.Equal(1, overflowCount);
        Assert.Equal([float.MaxValue, float.PositiveInfinity, float.NegativeInfinity], floats);
    }

    [Fact]
    public void A_double_is_rounded_once_on_its_way_to_a_half()
    {
        // Just above the middle of 1 and the next half; a float on the way would be that middle, and go down to even.
        double[] values = [1 + Math.Pow(2, -11) + Math.Pow(2, -40)];
        var halves = new Half[1];

        RowValues.Convert(ElementType.Float64, MemoryMarshal.AsBytes<double>(values), ElementType.Float16, MemoryMarshal.AsBytes(halves.AsSpan()));

        Assert.Equal(1 + Math.Pow(2, -10), (double)halves[0]);
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void Every_byte_and_every_half_survive_the_way_there_and_back(ElementType type)
    {
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        var halves = Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite).ToArray();
        var (wideBytes, wideHalves) = (new byte[bytes.Length * type.SizeOf()], new byte[halves.Length * type.SizeOf()]);
        var (floats, again) = (new float[bytes.Length], new Half[halves.Length]);

        Assert.Equal(0, RowValues.Convert(ElementType.UInt8, bytes, type, wideBytes));
        Assert.Equal(0, RowValues.Convert(type, wideBytes, ElementType.Float32, MemoryMarshal.AsBytes(floats.AsSpan())));
        Assert.Equal(0, RowValues.Convert(ElementType.Float16, MemoryMarshal.AsBytes<Half>(halves), type, wideHalves));
        Assert.Equal(0, RowValues.Convert(type, wideHalves, ElementType.Float16, MemoryMarshal.AsBytes(again.AsSpan())));

        Assert.Equal(bytes.Select(value => (float)value), floats);
        Assert.Equal(halves, again);
    }
}
