namespace Graft;

/// <content>How it wants its pictures.</content>
public sealed partial class BackboneModel
{
    /// <summary>What a preset, or a JSON file of <see cref="Graft.Preprocessing.ToJson"/>, means for this network.</summary>
    /// <param name="presetOrFile">One of <see cref="PreprocessingPreset.Names"/>, or a path.</param>
    /// <param name="size">Width and height of the pictures in pixels, where the network leaves them open; null for its own.</param>
    /// <exception cref="BackboneException">There is neither, the file is damaged, or no size is known.</exception>
    public Preprocessing ReadPreprocessing(string presetOrFile, int? size = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(presetOrFile);
        if (PreprocessingPreset.Names.Contains(presetOrFile))
        {
            return (size ?? InputWidth, size ?? InputHeight) is ({ } width, { } height)
                ? PreprocessingPreset.Of(presetOrFile, width, height, InputLayout)
                : throw SizeNeeded();
        }

        if (!File.Exists(presetOrFile))
            throw new BackboneException($"There is no preprocessing '{presetOrFile}'; expected {string.Join(", ", PreprocessingPreset.Names)} or a JSON file.", presetOrFile);
        var read = PreprocessingFile.Read(presetOrFile);
        return size is { } side ? read.ScaledTo(side) : read;
    }

    /// <summary>Remembers, in a file beside an ONNX file that was opened by its path, how it wants its pictures.</summary>
    /// <returns>The file; null where the network was opened by name, or says itself how it wants its pictures.</returns>
    /// <exception cref="OutputException">It cannot be written there.</exception>
    public string? RememberPreprocessing(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (!BackboneFiles.LooksLikePath(Name) || _metadata is not null)
            return null;
        var path = BackboneFiles.PreprocessingPath(Name);
        PreprocessingFile.Write(path, preprocessing);
        return path;
    }

    /// <summary>How it wants its pictures.</summary>
    /// <param name="preprocessing">As it was said; null for as it is known.</param>
    /// <exception cref="BackboneException">It is not known, or does not go with the network.</exception>
    internal Preprocessing Known(Preprocessing? preprocessing)
    {
        var known = preprocessing ?? Preprocessing ?? throw new BackboneException(
            $"How '{Name}' wants its pictures is not known. Say it with --preprocessing: {string.Join(", ", PreprocessingPreset.Names)}, or a JSON file.", Name);
        CheckFits(known);
        return known;
    }

    /// <summary>A preprocessing of the right size; of no other use.</summary>
    private Preprocessing Sized(Preprocessing? preprocessing)
    {
        if ((preprocessing ?? Preprocessing) is { } known)
        {
            CheckFits(known);
            return known;
        }

        return InputWidth is { } width && InputHeight is { } height
            ? new Preprocessing { Width = width, Height = height, Layout = InputLayout }
            : throw SizeNeeded();
    }

    private BackboneException SizeNeeded() => new($"'{Name}' takes pictures of any size; say one with --size.", Name);

    private void CheckFits(Preprocessing preprocessing)
    {
        var (width, height) = (preprocessing.Width, preprocessing.Height);
        if ((InputWidth ?? width) != width || (InputHeight ?? height) != height)
            throw new BackboneException($"'{Name}' takes pictures of {Side(InputWidth)} x {Side(InputHeight)}; the preprocessing{WhereFrom(preprocessing)} makes {width} x {height}.", Name);
        if (preprocessing.Layout != _input.Layout)
            throw new BackboneException($"'{Name}' takes pictures in the order {_input.Layout.ToString().ToUpperInvariant()}; the preprocessing{WhereFrom(preprocessing)} makes {preprocessing.Layout.ToString().ToUpperInvariant()}.", Name);

        static string Side(int? side) => side?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any";
    }

    private string WhereFrom(Preprocessing preprocessing) =>
        preprocessing == Preprocessing && BackboneFiles.PreprocessingPath(Name) is var path && File.Exists(path) ? $" of '{path}'" : "";
}
