namespace Graft;

/// <summary>Floats as whole numbers of the same order, which sort without comparing floats.</summary>
internal static class OrderedFloat
{
    /// <summary>What 0 becomes.</summary>
    public const uint Zero = 0x80000000;

    public static uint Of(float value)
    {
        // Of negative values all bits turn over, of others the sign.
        var bits = BitConverter.SingleToUInt32Bits(value);
        return bits ^ ((uint)((int)bits >> 31) | Zero);
    }

    public static float Value(uint ordered) => BitConverter.UInt32BitsToSingle(ordered >= Zero ? ordered ^ Zero : ~ordered);
}
