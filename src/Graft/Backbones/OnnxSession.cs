using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>Makes sessions of ONNX Runtime, all with the same settings, and puts its complaints into words.</summary>
internal static partial class OnnxSession
{
    /// <param name="model">The serialised model.</param>
    /// <param name="folder">Where files of its weights lie.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="optimized">Whether its graph is made quicker first; without, it loads quicker.</param>
    /// <exception cref="BackboneException">ONNX Runtime refuses the model, or the device is not there.</exception>
    public static InferenceSession Create(byte[] model, string folder, string network, BackboneOptions options, bool optimized = true)
    {
        // What goes wrong is thrown; the runtime's own lines would only stand between ours.
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.ThreadCount,
            GraphOptimizationLevel = optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads that spin while they wait for the next batch would take the cores from those that decode it.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        // Makes them exact, if slower. Only where they are not: ONNX Runtime would give up its quick products elsewhere too.
        if (!EightBitProducts.AreExact)
            session.AddSessionConfigEntry("session.x64quantprecision", "1");
        session.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        if (options.Device == BackboneDevice.Cuda)
            UseCuda(session);
        try
        {
            return new InferenceSession(model, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"ONNX Runtime refuses the network '{network}': {FirstLine(e)}.", network, e);
        }
    }

    /// <summary>The part of a message that says what is wrong, without places in the runtime's source code.</summary>
    public static string FirstLine(OnnxRuntimeException e) => SourcePlace().Replace(e.Message.Split('\n')[0], "").TrimEnd('.');

    [GeneratedRegex(@"/onnxruntime_src/\S+( virtual| static)? ?")]
    private static partial Regex SourcePlace();

    private static void UseCuda(SessionOptions session)
    {
        try
        {
            using var options = new OrtCUDAProviderOptions();
            // By default it rounds what it multiplies to 10 bits (TF32), which moves features by a thousandth to a hundredth.
            options.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0" });
            session.AppendExecutionProvider_CUDA(options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            var reason = e is EntryPointNotFoundException || e.Message.Contains("not enabled", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("not supported", StringComparison.OrdinalIgnoreCase)
                ? "this build of Graft has no CUDA in it; build it with -p:GraftGpu=true"
                : e.Message.Contains("load", StringComparison.OrdinalIgnoreCase)
                    ? "the libraries of CUDA and cuDNN, or a driver for the GPU, are not on this machine"
                    : e.Message.Split('\n')[0].TrimEnd('.');
            throw new BackboneException($"Cannot use the device 'cuda': {reason}. '--device cpu' works everywhere.", null, e);
        }
    }
}
