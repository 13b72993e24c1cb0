using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// The C++ runtime of a Linux machine. TorchSharp's part of the native library was made with GCC 13 and takes one symbol
/// that older runtimes lack; its own error then speaks of missing packages. So we look first.
/// </summary>
internal static partial class CxxRuntime
{
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const string Needed = "GLIBCXX_3.4.32";

    /// <summary>What is missing and what to do.</summary>
    public const string Advice = $"PyTorch's library for .NET needs the C++ runtime of GCC 13 ({Needed}); this machine's libstdc++.so.6 is older, as on Debian 12 and Ubuntu 22.04. "
        + "'tools/torch/install' makes what is missing, with gcc ('apt-get install gcc'), and './graft finetune' uses it; docs/finetune.md has it for programs of your own.";

    /// <summary><see cref="Advice"/>; null when nothing is missing.</summary>
    public static string? FindProblem() => !OperatingSystem.IsLinux() || Find(Symbol, Needed) ? null : Advice;

    private static bool Find(string symbol, string version)
    {
        try
        {
            return FindVersion(0, symbol, version) != 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // No GNU C library: loading says more than we could.
            return true;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlvsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FindVersion(nint handle, string symbol, string version);
}
