using System.Runtime.InteropServices;
using TorchSharp;

namespace Graft;

/// <summary>
/// PyTorch's native library: where it is, and whether it can be loaded. It comes from the package libtorch-cpu beside the
/// program, or lies in the folder that the environment variable GRAFT_TORCH names.
/// </summary>
public static class TorchLibrary
{
    /// <summary>The environment variable that names its folder.</summary>
    public const string FolderVariable = "GRAFT_TORCH";

    private const string Advice = "'tools/torch/install' fetches it; './graft finetune' does so by itself. A program of your own adds the package libtorch-cpu-linux-x64 (or that of its platform)";

    // In the order in which one needs the other.
    private static readonly string[] Parts = ["c10", "torch_cpu", "torch"];

    private static readonly Lazy<string?> Problem = new(TryLoad);

    /// <summary>Loads it, once; later calls cost nothing.</summary>
    /// <exception cref="TorchException">It is not there, or cannot be loaded here; the message says what is missing and what to do.</exception>
    public static void Load()
    {
        if (FindProblem() is { } problem)
            throw new TorchException(problem);
    }

    /// <summary>What keeps it from being loaded and what to do about it, in one line; null when it is loaded.</summary>
    public static string? FindProblem() => Problem.Value;

    /// <summary>How many threads PyTorch computes with.</summary>
    internal static void SetThreads(int threads)
    {
        Load();
        torch.set_num_threads(ThreadOptions.Count(threads));
    }

    private static string? TryLoad()
    {
        if (CxxRuntime.FindProblem() is { } outdated)
            return outdated;
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named : AppContext.BaseDirectory;
        try
        {
            foreach (var part in Parts)
            {
                var path = Path.Combine(folder, FileName(part));
                // Where packages lie in folders of their own, TorchSharp finds them itself.
                if (File.Exists(path))
                    NativeLibrary.Load(path);
                else if (folder != AppContext.BaseDirectory)
                    return $"PyTorch's native library is not in '{folder}', which {FolderVariable} names: there is no '{FileName(part)}'. {Advice}.";
            }

            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (DllNotFoundException e)
        {
            return $"PyTorch's native library in '{folder}' does not load: {OneLine(e.Message)}";
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException)
        {
            return $"Fine-tuning needs PyTorch's native library, which is not there or does not load: {Advice}.";
        }
    }

    private static string FileName(string part) =>
        OperatingSystem.IsWindows() ? $"{part}.dll" : OperatingSystem.IsMacOS() ? $"lib{part}.dylib" : $"lib{part}.so";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
