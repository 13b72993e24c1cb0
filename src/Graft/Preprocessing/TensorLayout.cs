namespace Graft;

/// <summary>Memory order of an image tensor, slowest axis first.</summary>
public enum TensorLayout
{
    /// <summary>Channel, height, width: PyTorch, Caffe, most ONNX models.</summary>
    Chw,

    /// <summary>Height, width, channel: TensorFlow.</summary>
    Hwc,
}
