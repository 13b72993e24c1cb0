using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Tests.Support;

/// <summary>Finished files without the second in which they were made: all that may differ between two runs.</summary>
internal static partial class Unstamped
{
    /// <summary>The bytes of a file, but for the text of its one time stamp.</summary>
    public static byte[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        // Every byte is a character, so that places in the text are places in the file.
        var stamp = Assert.Single(Stamp().Matches(Encoding.Latin1.GetString(bytes)));
        bytes.AsSpan(stamp.Index, stamp.Length).Clear();
        return bytes;
    }

    /// <summary>Asserts that two files are the same but for when they were made.</summary>
    public static void Same(string expected, string actual)
    {
        var (one, other) = (Read(expected), Read(actual));
        var first = one.AsSpan().CommonPrefixLength(other);
        Assert.True(one.Length == other.Length && first == one.Length, $"{one.Length} and {other.Length} bytes, which differ from byte {first} on");
    }

    /// <summary>Asserts that two files hold the same features of the same photos, wherever these lie.</summary>
    public static void SameFeatures(string expected, string actual)
    {
        var (one, other) = (FeatureFile.Read(expected), FeatureFile.Read(actual));
        Assert.True(one.Features.Span.SequenceEqual(other.Features.Span));
        Assert.Equal(one.Labels, other.Labels);
        Assert.Equal(one.LabelNames, other.LabelNames);
        Assert.Equal(one.Paths, other.Paths);
        Assert.Equal(one.Recipe, other.Recipe);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Stamp();
}
