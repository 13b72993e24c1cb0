using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Puts PyTorch's complaints into one line.</summary>
internal static class TorchErrors
{
    private const int LongestLine = 300;

    /// <summary>Whether an exception may come from PyTorch or TorchSharp, given tensors that do not go together.</summary>
    public static bool IsOfTorch(Exception e) =>
        e is ExternalException or ArgumentException or InvalidOperationException or NotSupportedException or ArithmeticException or IndexOutOfRangeException;

    /// <summary>The part of a message that says what is wrong, without the native calls that led there.</summary>
    public static string FirstLine(Exception e)
    {
        var line = e.Message.Split('\n')[0].Trim().TrimEnd('.');
        return line.Length <= LongestLine ? line : line[..LongestLine] + " ...";
    }
}
