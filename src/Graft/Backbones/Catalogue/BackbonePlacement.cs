using System.Text.Json;

namespace Graft;

/// <summary>
/// Puts the published file of a backbone into its place in the cache, after its checksum: a network is copied, weights are
/// made a network. Beside it are the recipe, where the file does not carry it, and where it came from.
/// </summary>
/// <param name="entry">The backbone.</param>
/// <param name="file">Its published file.</param>
/// <param name="target">The ONNX file to write.</param>
/// <param name="import">Makes a network of weights: their architecture, their file, and the ONNX file to write.</param>
internal sealed class BackbonePlacement(CatalogueEntry entry, PublishedFile file, string target, Action<string, string, string> import)
{
    private const int BufferSize = 1 << 17;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Takes the file at <paramref name="path"/>, which stays where it is.</summary>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="BackboneException">It is not the published file, or cannot be read or imported.</exception>
    /// <exception cref="OutputException">The cache cannot be written, or the disk is full.</exception>
    public string Take(string path, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var source = Open(path);
        if (!source.CanSeek)
            throw NotAsPublished(path, "it is no file but a device or a pipe");
        if (source.Length != file.Length)
            throw NotAsPublished(path, $"it has {source.Length:N0} bytes, expected {file.Length:N0}");
        string sha256;
        if (entry.Architecture is { } architecture)
        {
            sha256 = Pass(source, null);
            import(architecture, path, target);
        }
        else
        {
            using var output = new OutputFile(target, _ => true);
            sha256 = Pass(source, output);
            // Before the network itself, which has no use without it.
            PreprocessingFile.Write(BackboneFiles.PreprocessingPath(target), entry.Preprocessing!);
            output.Complete();
        }

        WriteText(Path.ChangeExtension(target, ".source.json"), JsonSerializer.Serialize(
            new { entry.Name, File = file.Name, file.Address, Sha256 = sha256, Published = file.Sha256 is not null }, Json));
        return sha256;

        // What is compared are the very bytes that are copied.
        string Pass(FileStream from, OutputFile? to)
        {
            using var checksums = new FileChecksums(file);
            var buffer = new byte[BufferSize];
            long done = 0;
            for (int count; (count = Read(from, path, buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                checksums.Append(buffer.AsSpan(0, count));
                to?.Write(stream => stream.Write(buffer, 0, count));
                progress?.Report(new TransferProgress(done += count, file.Length));
            }

            return checksums.Mismatch() is { } mismatch ? throw NotAsPublished(path, mismatch) : checksums.Sha256();
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static int Read(FileStream source, string path, byte[] buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (IOException e)
        {
            throw Unreadable(path, e);
        }
    }

    private static void WriteText(string path, string text)
    {
        using var output = new OutputFile(path, _ => true);
        output.Write(stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{text}\n")));
        output.Complete();
    }

    private static BackboneException Unreadable(string path, Exception e) =>
        new($"Cannot read '{path}': {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.'))}.", path, e);

    private BackboneException NotAsPublished(string path, string difference) =>
        new($"'{path}' is not the published {file.Name}: {difference}. Get it anew: {file.Address}", path);
}
