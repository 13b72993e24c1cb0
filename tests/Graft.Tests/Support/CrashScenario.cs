namespace Graft.Tests.Support;

/// <summary>A file that is written in many small steps, any of which may be the last.</summary>
/// <param name="Options">What its rows are.</param>
/// <param name="InputCount">Images, some of which have no row.</param>
internal sealed record CrashScenario(Hdf5RowOptions Options, int InputCount)
{
    private const int InputsPerCommit = 4;

    /// <summary>Paths grow longer than the room that is first made for them, so that it must be made anew.</summary>
    public static string Path(int input) => $"가/{input}{new string('x', input > 15 ? input * 3 : 0)}.jpg";

    public static bool IsSkipped(int input) => input % 7 == 3;

    /// <summary>Writes what is missing, and returns how many rows were certain to be safe at last.</summary>
    public void Write(Hdf5RowWriter writer, Action<int> committed)
    {
        WriteTo(InputCount, writer, committed);
        writer.Complete();
    }

    /// <summary>Writes what is missing up to that image, which is not the last.</summary>
    public void WriteTo(int end, Hdf5RowWriter writer, Action<int> committed)
    {
        for (var input = writer.IsFinished ? end : writer.RowCount + writer.Skipped.Count; input < end; input++)
        {
            if (IsSkipped(input))
                writer.Skip(new SkippedInput(Path(input), $"a reason {new string('y', input * 20)}"));
            else
                writer.AddBytes(Row(input), input % Options.LabelNames.Length, Path(input));
            if (input % InputsPerCommit != 0)
                continue;
            writer.Commit();
            committed(writer.RowCount);
        }
    }

    public byte[] Row(int input)
    {
        var row = new byte[Options.IsVariable ? (input * 37) + 1 : Options.AddedRowLength];
        new Random(input).NextBytes(row);
        // Whole floats, so that they compare as numbers too.
        for (var i = 3; !Options.IsVariable && i < row.Length; i += 4)
            row[i] = 0x3F;
        return row;
    }
}
