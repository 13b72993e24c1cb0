namespace Graft;

/// <summary>A <see cref="Preprocessing"/> in a JSON file.</summary>
internal static class PreprocessingFile
{
    /// <summary>More would be something else.</summary>
    private const int LargestLength = 1 << 16;

    /// <exception cref="BackboneException">It cannot be read, or is not such a file.</exception>
    public static Preprocessing Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestLength
                ? Preprocessing.FromJson(File.ReadAllText(path))
                : throw new FormatException("it is too large for a preprocessing");
        }
        catch (FormatException e)
        {
            throw new BackboneException($"'{path}' says no preprocessing: {e.Message.TrimEnd('.')}.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException($"Cannot read the preprocessing '{path}': {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    /// <exception cref="OutputException">It cannot be written there.</exception>
    public static void Write(string path, Preprocessing preprocessing)
    {
        using var output = new OutputFile(path, start => start is [(byte)'{', ..]);
        output.Write(stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(preprocessing.ToJson() + "\n")));
        output.Complete();
    }
}
