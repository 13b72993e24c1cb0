using System.Globalization;

namespace Graft.Tests.Support;

/// <summary>What Linux tells of the memory of a process.</summary>
internal static class ProcessMemory
{
    /// <param name="path">Its file <c>status</c>.</param>
    /// <param name="name">Which of its lines, with the colon.</param>
    /// <returns>Bytes.</returns>
    public static long Of(string path, string name)
    {
        var line = File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length).Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
