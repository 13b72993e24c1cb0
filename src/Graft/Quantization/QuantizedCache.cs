namespace Graft;

/// <summary>
/// Quantised networks that were made on the way to something else, in the cache. A name has the first digits of the key that
/// it was made for, and of the file's SHA-256, by which feature files and classifiers know it.
/// </summary>
internal static class QuantizedCache
{
    private const int Digits = 24;
    private const string Ending = ".int8.onnx";

    /// <summary>The network that was made for a key; null where there is none.</summary>
    /// <param name="key">64 hexadecimal digits.</param>
    /// <param name="name">What to call the network.</param>
    public static BackboneModel? Find(string key, string name) => Open($"{key[..Digits]}-*{Ending}", name, _ => true);

    /// <summary>The network whose file has a SHA-256; null where there is none, or it was changed.</summary>
    public static BackboneModel? FindFile(string sha256, string folder, string name) =>
        sha256.Length < Digits ? null : Open($"*-{sha256[..Digits]}{Ending}", name, model => model.Sha256 == sha256, folder);

    /// <summary>The same, in the cache.</summary>
    public static BackboneModel? FindFile(string sha256, string name) => FindFile(sha256, GraftFolders.Quantized(GraftFolders.Cache), name);

    /// <summary>Checks that a network can be kept, before the work of making it.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static void CheckWritable(string key)
    {
        var folder = GraftFolders.Quantized(GraftFolders.Cache);
        try
        {
            Directory.CreateDirectory(folder);
            OutputFile.CheckWritable(Path.Combine(folder, key[..Digits] + Ending), OnnxNodes.IsModel);
        }
        catch (Exception e) when (IsOfOutput(e))
        {
            throw NotKept(folder, folder, e);
        }
    }

    /// <summary>Keeps a network.</summary>
    /// <exception cref="OutputException">The cache cannot be written.</exception>
    public static BackboneModel Add(string key, byte[] file, string name)
    {
        var folder = GraftFolders.Quantized(GraftFolders.Cache);
        var path = Path.Combine(folder, $"{key[..Digits]}-{OnnxFile.Hash(file)[..Digits]}{Ending}");
        try
        {
            Directory.CreateDirectory(folder);
            using var output = new OutputFile(path, OnnxNodes.IsModel);
            output.Write(stream => stream.Write(file));
            output.Complete();
        }
        catch (Exception e) when (IsOfOutput(e))
        {
            // Another process with the same photos makes the same file.
            if (Find(key, name) is { } other)
                return other;
            throw NotKept(folder, path, e);
        }

        return BackboneFiles.OpenAs(name, path);
    }

    private static bool IsOfOutput(Exception e) => e is OutputException or IOException or UnauthorizedAccessException;

    private static OutputException NotKept(string folder, string path, Exception e) =>
        new OutputException($"Cannot keep the quantised network in '{folder}': {e.Message.TrimEnd('.')}. Set GRAFT_HOME to a folder that can be written.", path, e);

    private static BackboneModel? Open(string pattern, string name, Func<BackboneModel, bool> isIt, string? folder = null)
    {
        folder ??= GraftFolders.Quantized(GraftFolders.Cache);
        if (!Directory.Exists(folder))
            return null;
        foreach (var path in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
        {
            try
            {
                var model = BackboneFiles.OpenAs(name, path);
                // What lies there may have been cut off or changed by others; then it is made anew.
                if (Path.GetFileName(path).Contains(model.Sha256[..Digits], StringComparison.Ordinal) && isIt(model))
                    return model;
            }
            catch (BackboneException)
            {
            }
        }

        return null;
    }
}
