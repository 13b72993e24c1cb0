using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Whatever happens at whichever step of the writing, what was committed is there, and the rest can be added.</summary>
public sealed class CrashSafetyProperties : IDisposable
{
    private const int Inputs = 40;

    private static readonly Hdf5RowOptions Features = TestFeatures.Options(150, "꽃", "b") with { CommitInterval = Timeout.InfiniteTimeSpan };

    private static readonly Hdf5RowOptions Files = Features with
    {
        RowShape = [1],
        ElementType = ElementType.UInt8,
        DatasetName = FeatureFileNames.ImageFiles,
        IsVariable = true,
        Recipe = null,
    };

    private static readonly Hdf5RowOptions Layers = Features with
    {
        OtherDatasets = [new("features_a", [70], "a"), new("features_b", [3, 11], "b")],
        ExpectedRowCount = Inputs,
    };

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var kind in new[] { "known", "unknown", "files", "layers", "layers expected", "layers moved" })
            {
                foreach (var mishap in Enum.GetNames<Mishap>())
                    cases.Add(kind, mishap);
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mishap_at_any_step_costs_at_most_what_was_not_committed(string kind, string mishapName)
    {
        var scenario = Scenario(kind);
        var mishap = Enum.Parse<Mishap>(mishapName);
        var whole = _folder["whole.h5"];
        using (var writer = Open(whole, scenario, null))
            scenario.Write(writer, _ => { });
        var expected = Unstamped.Read(whole);

        var steps = 0;
        for (var step = 1; ; step++)
        {
            var path = _folder[$"{step}.h5"];
            var before = kind == "layers moved" ? BeginElsewhere(path, scenario) : 0;
            if (!Survives(path, scenario, step, mishap, safe: before))
            {
                using var again = Open(path, scenario, null);
                scenario.Write(again, _ => { });
                steps++;
            }
            else if (step > 1)
            {
                break;
            }

            Assert.Equal(expected, Unstamped.Read(path));
            Assert.False(File.Exists(path + ".partial"));
            File.Delete(path);
        }

        Assert.InRange(steps, 80, 1000);
    }

    [Theory]
    [InlineData("known")]
    [InlineData("layers")]
    [InlineData("layers moved")]
    public void What_a_killed_writer_leaves_opens_in_h5py_with_exactly_the_committed_rows(string kind)
    {
        var scenario = Scenario(kind);
        var expected = new List<int>();
        for (var step = 1; ; step++)
        {
            var path = _folder[$"{step}.h5"];
            var committed = kind == "layers moved" ? BeginElsewhere(path, scenario) : 0;
            if (Survives(path, scenario, step, step % 2 == 0 ? Mishap.Kill : Mishap.PowerCut, rows => committed = rows, hasWholeSectors: true, safe: committed))
                break;
            if (committed == 0)
                continue;
            File.Move(path + ".partial", _folder[$"left/{expected.Count}.h5"]);
            expected.Add(committed);
        }

        var seen = Oracle.Python("h5py", """
            import json, os, sys, zlib
            import h5py
            left = []
            for i in range(len(os.listdir(sys.argv[1]))):
                with h5py.File(f"{sys.argv[1]}/{i}.h5") as f:
                    x, sums, paths, labels = f["features"][:], f["row_crc32"][:], f["paths"].asstr()[:], f["labels"][:]
                    # All but the last few, which only lack their name.
                    assert f.attrs.get("unfinished") == 1 or len(x) == int(sys.argv[2])
                    assert len(x) == len(sums) == len(paths) == len(labels)
                    assert all(zlib.crc32(row.tobytes()) == s for row, s in zip(x, sums))
                    for name in (name for name in f if name.startswith("features_")):
                        x, sums = f[name][:], f["row_crc32_" + name][:]
                        assert len(x) == len(sums) == len(paths) and f[name].attrs["layer"] == name[-1]
                        assert all(zlib.crc32(row.tobytes()) == s for row, s in zip(x, sums))
                    left.append([list(paths), [int(label) for label in labels]])
            print(json.dumps(left))
            """, _folder["left"], $"{Enumerable.Range(0, Inputs).Count(input => !CrashScenario.IsSkipped(input))}");

        Assert.Equal(expected.Count, seen.GetArrayLength());
        var inputs = Enumerable.Range(0, Inputs).Where(input => !CrashScenario.IsSkipped(input)).ToArray();
        foreach (var (rows, left) in expected.Zip(seen.EnumerateArray()))
        {
            var count = left[0].GetArrayLength();
            // A commit may have succeeded just before its end was told.
            Assert.InRange(count, rows, rows + 4);
            Assert.Equal(inputs[..count].Select(CrashScenario.Path), left[0].EnumerateArray().Select(path => path.GetString()));
            Assert.Equal(inputs[..count].Select(input => input % 2), left[1].EnumerateArray().Select(label => label.GetInt32()));
        }
    }

    private static CrashScenario Scenario(string kind) => kind switch
    {
        "known" => new(Features with { Inputs = [.. Enumerable.Range(0, Inputs).Select(input => new RowInput(CrashScenario.Path(input), input % 2 == 0 ? "꽃" : "b"))] }, Inputs),
        "unknown" => new(Features, Inputs),
        "files" => new(Files, Inputs),
        "layers" => new(Layers with { ExpectedRowCount = 0, Inputs = [.. Enumerable.Range(0, Inputs).Select(input => new RowInput(CrashScenario.Path(input), input % 2 == 0 ? "꽃" : "b"))] }, Inputs),
        _ => new(Layers, Inputs),
    };

    /// <summary>Begins a file with its regions at other places, and returns how many rows it has.</summary>
    private static int BeginElsewhere(string path, CrashScenario scenario)
    {
        using var writer = Open(path, scenario with { Options = scenario.Options with { ExpectedRowCount = 26 } }, null);
        scenario.WriteTo(25, writer, _ => { });
        return writer.RowCount;
    }

    /// <summary>Whether the file was finished; else it is checked that what was committed is there.</summary>
    private static bool Survives(string path, CrashScenario scenario, int step, Mishap mishap, Action<int>? committed = null, bool hasWholeSectors = false, int safe = 0)
    {
        Hdf5RowWriter? writer = null;
        try
        {
            writer = Open(path, scenario, stream => new CrashingStream(stream, step, mishap, step, hasWholeSectors));
            scenario.Write(writer, rows =>
            {
                safe = rows;
                committed?.Invoke(rows);
            });
            writer.Dispose();
            return true;
        }
        catch (SimulatedCrash)
        {
            // The process is gone: nobody disposes of anything.
        }
        catch (OutputException e)
        {
            Assert.Contains(mishap == Mishap.DiskFull ? "the disk is full" : "Input/output error", e.Message);
            writer?.Dispose();
        }

        if (safe == 0)
            return false;
        var finished = File.Exists(path);
        if (finished)
            File.Move(path, path + ".partial");
        using var output = new OutputFile(path, _ => true, continues: true) { KeepsUnfinished = true };
        var state = RowFileState.Read(output)!;
        Assert.InRange(state.Paths.Length, safe, scenario.InputCount);
        var inputs = Enumerable.Range(0, scenario.InputCount).Where(input => !CrashScenario.IsSkipped(input)).ToArray();
        Assert.Equal(inputs[..state.Paths.Length].Select(CrashScenario.Path), state.Paths);
        AssertRows(output, state, scenario, inputs);
        return false;
    }

    /// <summary>Asserts that every committed row is there, at every layer.</summary>
    private static void AssertRows(OutputFile output, RowFileState state, CrashScenario scenario, int[] inputs)
    {
        if (scenario.Options.IsVariable)
            return;
        var main = new byte[scenario.Options.RowLength];
        for (var row = 0; row < state.Paths.Length; row++)
        {
            var expected = scenario.Row(inputs[row]).AsSpan();
            foreach (var other in scenario.Options.OtherDatasets)
            {
                var stored = state.Others.Single(found => found.Dataset.Equals(other)).Values;
                var bytes = new byte[scenario.Options.LengthOf(other.RowShape)];
                stored.ReadPiece((long)row * bytes.Length, bytes);
                Assert.True(expected[..bytes.Length].SequenceEqual(bytes), $"row {row} of {other.Name} differs");
                expected = expected[bytes.Length..];
            }

            RandomAccess.Read(output.Handle, main, RowFileDisk.RowsOffset + ((long)row * main.Length));
            Assert.True(expected.SequenceEqual(main), $"row {row} differs");
        }
    }

    private static Hdf5RowWriter Open(string path, CrashScenario scenario, Func<Stream, Stream>? wrap) =>
        Hdf5RowWriter.Open(path, wrap, _ => scenario.Options, continues: true);
}
