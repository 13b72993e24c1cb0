using System.Text;

namespace Graft.Tests.Support;

/// <summary>NumPy files byte by byte, sound or not.</summary>
internal static class NpyFile
{
    /// <summary>A file with any dictionary and any bytes behind it.</summary>
    public static byte[] With(string dictionary, int dataLength, int major = 1, int minor = 0, int? statedLength = null)
    {
        var text = Encoding.UTF8.GetBytes(dictionary + "\n");
        var length = BitConverter.GetBytes(statedLength ?? text.Length).AsSpan(0, major == 1 ? 2 : 4);
        return [0x93, .. "NUMPY"u8, (byte)major, (byte)minor, .. length, .. text, .. new byte[dataLength]];
    }

    /// <summary>A sound dictionary but for what is given.</summary>
    public static string Dictionary(string descr = "'<f4'", string order = "False", string shape = "(2, 3)") =>
        $"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}";

    /// <summary>A sound matrix of float32.</summary>
    public static byte[] Matrix(int rowCount, int valueCount, params float[] values)
    {
        var header = With(Dictionary(shape: $"({rowCount}, {valueCount})"), 0);
        return [.. header, .. values.SelectMany(BitConverter.GetBytes)];
    }
}
