namespace Graft;

/// <summary>A step from photo to features.</summary>
public enum VerificationStage
{
    /// <summary>From file to 8-bit RGB.</summary>
    Decode,

    /// <summary>From there to the size of the tensor, still 8-bit RGB.</summary>
    Resize,

    /// <summary>From there to the tensor a network is fed.</summary>
    Tensor,

    /// <summary>From there to what lies at a layer of the network.</summary>
    Layer,
}
