using System.Collections.Immutable;
using System.Globalization;
using Graft.Hdf5;

namespace Graft;

/// <summary>Shows what is in an HDF5 file, whoever made it.</summary>
public static class Hdf5Tree
{
    private const int MaxDepth = 64;
    private const int ValuesShown = 5;
    private const int TextsShown = 3;

    /// <summary>Reads the names, types, shapes, attributes and first values of everything in the file.</summary>
    /// <exception cref="FeatureFileException">The file is missing, or not HDF5, or too damaged to be gone through.</exception>
    public static Hdf5Node Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = Hdf5File.Open(path);
            return Group(file.Root, "/", "/", new Dictionary<long, string> { [file.Root.Address] = "/" }, 0);
        }
        catch (Exception e)
        {
            throw FeatureFileErrors.Translate(e, path);
        }
    }

    private static Hdf5Node Group(Hdf5Group group, string name, string path, Dictionary<long, string> seen, int depth) => new(name, "group")
    {
        Attributes = Attributes(group),
        Children = depth == MaxDepth ? [] : [.. group.Links.Select(link => Child(group, link, $"{path.TrimEnd('/')}/{link.Name}", seen, depth + 1))],
    };

    private static Hdf5Node Child(Hdf5Group group, Hdf5Link link, string path, Dictionary<long, string> seen, int depth)
    {
        if (link.Path is not null)
            return new Hdf5Node(link.Name, "link") { Layout = link.File is null ? $"to {link.Path}" : $"to {link.Path} in {link.File}" };
        // Hard links may lead anywhere, back up too.
        if (!seen.TryAdd(link.Address, path))
            return new Hdf5Node(link.Name, "link") { Layout = $"the same as {seen[link.Address]}" };
        try
        {
            return group.Follow(link) switch
            {
                Hdf5Group inner => Group(inner, link.Name, path, seen, depth),
                Hdf5Dataset dataset => Dataset(dataset, link.Name),
                _ => new Hdf5Node(link.Name, "type"),
            };
        }
        catch (Hdf5Exception e)
        {
            return new Hdf5Node(link.Name, "unreadable") { FirstValues = e.Message };
        }
    }

    private static Hdf5Node Dataset(Hdf5Dataset dataset, string name)
    {
        var node = new Hdf5Node(name, "dataset")
        {
            Type = dataset.Type.ToString(),
            Shape = [.. dataset.Shape],
            Attributes = Attributes(dataset),
        };
        try
        {
            return node with { Layout = dataset.Layout, FirstValues = FirstValues(dataset) };
        }
        catch (Exception e) when (e is Hdf5Exception or IOException)
        {
            return node with { FirstValues = $"cannot be read: {e.Message.TrimEnd('.')}" };
        }
    }

    private static string FirstValues(Hdf5Dataset dataset)
    {
        var shape = dataset.Shape.Length == 0 ? [1] : dataset.Shape;
        var type = Shown(dataset.Type);
        if (dataset.IsNull || dataset.Count == 0 || !(type.IsNumber || type.IsText))
            return "";
        var count = new long[shape.Length];
        Array.Fill(count, 1);
        count[^1] = Math.Min(shape[^1], type.IsText ? TextsShown : ValuesShown);
        var data = new byte[count[^1] * type.Size];
        dataset.Read(new long[shape.Length], count, data);
        var values = type.IsText
            ? Quoted(Hdf5Text.Read(data, type, count[^1], dataset.NewHeap()))
            : Numbers(data, type, (int)count[^1]);
        return values + (count[^1] < dataset.Count ? ", ..." : "");
    }

    private static ImmutableArray<KeyValuePair<string, string>> Attributes(Hdf5Object item)
    {
        try
        {
            return [.. item.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal).Select(attribute => KeyValuePair.Create(attribute.Name, Value(attribute)))];
        }
        catch (Hdf5Exception e)
        {
            return [KeyValuePair.Create("attributes", $"cannot be read: {e.Message}")];
        }
    }

    private static string Value(Hdf5Attribute attribute)
    {
        if (attribute.Space.Count == 0)
            return "";
        var type = Shown(attribute.Type);
        var shown = (int)Math.Min(attribute.Space.Count, type.IsText ? TextsShown : ValuesShown);
        if (!type.IsText && !type.IsNumber)
            return type.ToString();
        var values = type.IsText ? Quoted(attribute.Texts()[..shown]) : Numbers(attribute.Data[..(shown * type.Size)].ToArray(), type, shown);
        return values + (shown < attribute.Space.Count ? ", ..." : "");
    }

    /// <summary>Enumerations, and truth values among them, are shown as the numbers that they are.</summary>
    private static Hdf5Type Shown(Hdf5Type type) => type is { Class: Hdf5TypeClass.Enumeration, Base: { IsNumber: true } number } ? number : type;

    private static string Quoted(string[] texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));

    private static string Numbers(byte[] data, Hdf5Type type, int count)
    {
        NumberConversion.ToLittleEndian(data, type);
        var isSingle = type.Format is NumberFormat.Float32 or NumberFormat.Float16 or NumberFormat.BFloat16;
        return string.Join(", ", Enumerable.Range(0, count).Select(i =>
        {
            var number = NumberConversion.ToDouble(data.AsSpan(i * type.Size, type.Size), type.Format);
            return isSingle ? ((float)number).ToString("G6", CultureInfo.InvariantCulture) : number.ToString("G10", CultureInfo.InvariantCulture);
        }));
    }
}
