namespace Graft;

/// <summary>What is done to each value at the end of a layer.</summary>
internal enum Activation
{
    None,
    Relu,

    /// <summary>Relu that ends at 6.</summary>
    Relu6,
    Softmax,
}

/// <summary>What a convolution sees beyond the edge.</summary>
internal enum Padding
{
    /// <summary>Zeros, so many that the output has a side of input / stride, rounded up; the odd one lies at the right and below.</summary>
    Same,

    /// <summary>Nothing: it ends where the kernel does.</summary>
    Valid,
}

/// <summary>What a tensor is to its layer.</summary>
internal enum WeightRole
{
    Kernel,
    Bias,
    Gamma,
    Beta,
    Mean,
    Variance,
}

/// <summary>Whose file weights are in, which decides about names, order of axes and preprocessing.</summary>
[Flags]
internal enum WeightSource
{
    None = 0,
    Keras = 1,
    Torchvision = 2,
    Timm = 4,
}
