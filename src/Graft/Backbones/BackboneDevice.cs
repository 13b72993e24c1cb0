namespace Graft;

/// <summary>What a backbone runs on.</summary>
public enum BackboneDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU; needs a build with <c>-p:GraftGpu=true</c>, CUDA and cuDNN.</summary>
    Cuda,
}
