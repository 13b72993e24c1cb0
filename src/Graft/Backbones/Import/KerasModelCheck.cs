using Graft.Hdf5;

namespace Graft;

/// <summary>Refuses what a Keras file says of itself that would give other values than Keras gives.</summary>
internal static class KerasModelCheck
{
    /// <param name="file">Root of the file, where a whole model keeps its configuration.</param>
    /// <param name="weights">Where the weights are.</param>
    public static void Run(Hdf5Group file, Hdf5Group weights)
    {
        if (Text(weights, "backend") == "theano")
            throw Hdf5Exception.Unsupported("it was saved by Keras on Theano, which keeps kernels turned around; expected one saved on TensorFlow");
        if (Text(file, "model_config")?.Contains("\"channels_first\"", StringComparison.Ordinal) == true)
            throw Hdf5Exception.Unsupported("its model has \"data_format\": \"channels_first\"; expected \"channels_last\"");
    }

    private static string? Text(Hdf5Group group, string name) =>
        group.Attribute(name) is { Type.IsText: true, Space.Count: 1 } attribute ? attribute.Texts()[0] : null;
}
