namespace Graft.Tests.Support;

/// <summary>PyTorch's native library, which not every machine has.</summary>
internal static class Torch
{
    /// <summary>Skips the test where it does not load, or fails it where nothing may be skipped; './test' sets it up.</summary>
    public static void Require() => Oracle.Require(TorchLibrary.FindProblem() is null, $"PyTorch's native library ({TorchLibrary.FindProblem()})");
}
