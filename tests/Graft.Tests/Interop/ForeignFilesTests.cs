using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>
/// HDF5 files written by h5py in every layout, type and version that it knows: each is read in every way, or refused
/// with the name of what cannot be read. All failures are reported together.
/// </summary>
public sealed class ForeignFilesTests(ForeignFiles files)
{
    [Fact]
    public void Every_foreign_file_is_read_in_every_way_or_refused_by_name()
    {
        var cases = files.All.Where(file => file.Expectation != Expectation.Hostile).ToArray();
        var failures = cases.Select(Failure).Where(failure => failure is not null).ToArray();

        Assert.True(cases.Length >= 200, $"only {cases.Length} files were written");
        Assert.True(failures.Length == 0, $"{failures.Length} of {cases.Length} files:\n{string.Join('\n', failures)}");
    }

    [Theory]
    [InlineData("course_features", 50, 64)]
    [InlineData("course_images", 10, 48)]
    public void Files_of_common_courses_are_read_with_one_call(string name, int rows, int columns)
    {
        var set = FeatureFile.Read(files[name].Path);

        Assert.Equal((rows, columns), (set.RowCount, set.FeatureCount));
        Assert.Equal(files[name].Content!.Values, set.Features.ToArray());
        Assert.Equal(["daisy", "rose", "tulip"], set.LabelNames);
    }

    [Fact]
    public void A_foreign_file_has_no_recipe()
    {
        using var file = FeatureFile.Open(files["contiguous_earliest"].Path);

        Assert.Null(file.Recipe);
    }

    private static string? Failure(ForeignFile foreign)
    {
        try
        {
            using var file = FeatureFile.Open(foreign.Path);
            if (foreign.Expectation == Expectation.Refused)
            {
                // Some refusals can only come with the rows.
                file.ReadRows(0, file.RowCount);
                return $"  {foreign.Name}: read, but must be refused naming {string.Join(", ", foreign.Words)}";
            }

            ReadingWays.Check(file, foreign.Content!);
            return null;
        }
        catch (FeatureFileException refusal) when (foreign.Expectation != Expectation.Read)
        {
            return WrongWords(foreign, refusal.Message) is { } fault ? $"  {foreign.Name}: refused {fault}: {refusal.Message}" : null;
        }
        catch (Exception e)
        {
            return $"  {foreign.Name}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {e.StackTrace?.Split('\n')[0].Trim()}";
        }
    }

    private static string? WrongWords(ForeignFile foreign, string message)
    {
        if (!message.Contains(foreign.Path, StringComparison.Ordinal))
            return "without the file's name";
        if (!message.EndsWith('.'))
            return "without a full stop";
        // Without the path, which may have the word in it.
        var text = message.Replace(foreign.Path, "", StringComparison.Ordinal);
        var missing = foreign.Words.FirstOrDefault(word => !word.Split('|').Any(choice => text.Contains(choice, StringComparison.OrdinalIgnoreCase)));
        return missing is null ? null : $"without '{missing}'";
    }
}
