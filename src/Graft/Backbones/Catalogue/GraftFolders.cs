using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Where Graft keeps files on this machine.</summary>
public static class GraftFolders
{
    private static OSPlatform Platform =>
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;

    /// <summary>
    /// The folder of what can be fetched again: <c>GRAFT_HOME</c> where that is set, else <c>graft</c> in the folder that
    /// the system has for such files. It need not exist.
    /// </summary>
    /// <exception cref="OutputException">The environment names no such folder.</exception>
    public static string Cache => Path.GetFullPath(CacheOf(Platform, Environment.GetEnvironmentVariable));

    /// <summary>The folder of the backbones in a cache.</summary>
    internal static string Backbones(string cache) => Path.Combine(cache, "backbones");

    /// <summary>The folder of downloads in a cache that are not finished, or not used yet.</summary>
    internal static string Downloads(string cache) => Path.Combine(cache, "downloads");

    /// <summary>The folder of quantised networks in a cache.</summary>
    internal static string Quantized(string cache) => Path.Combine(cache, "int8");

    /// <summary>The rules, whatever the system that this runs on.</summary>
    /// <exception cref="OutputException">The environment names no such folder.</exception>
    internal static string CacheOf(OSPlatform platform, Func<string, string?> environment)
    {
        if (Value("GRAFT_HOME") is { } home)
            return home;
        if (platform == OSPlatform.Windows)
            return $@"{Value("LOCALAPPDATA") ?? throw Nowhere("LOCALAPPDATA")}\graft";
        if (platform == OSPlatform.OSX)
            return $"{Value("HOME") ?? throw Nowhere("HOME")}/Library/Caches/graft";
        // The XDG base directory specification has relative paths ignored.
        return Value("XDG_CACHE_HOME") is ['/', ..] cache
            ? $"{cache}/graft"
            : $"{Value("HOME") ?? throw Nowhere("HOME")}/.cache/graft";

        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }

    private static OutputException Nowhere(string name) =>
        new($"There is no folder for backbones: neither GRAFT_HOME nor {name} is set. Set GRAFT_HOME to a folder.");
}
