using System.Collections.Immutable;

namespace Graft;

/// <summary>Finds the shards among files, and what is wrong with the others.</summary>
internal static class ShardSearch
{
    /// <returns>The sound ones in order of their numbers, open, and what was found.</returns>
    /// <exception cref="FeatureFileException">A path leads nowhere, or there is no shard at all.</exception>
    public static (List<ShardFile> Shards, ShardCheck Check) Run(IReadOnlyList<string> paths)
    {
        var files = paths.SelectMany(Files).Distinct(StringComparer.Ordinal).ToList();
        var problems = ImmutableArray.CreateBuilder<ShardProblem>();
        var open = new List<ShardFile>();
        try
        {
            foreach (var file in files.Where(file => !IsPartial(file)))
            {
                try
                {
                    open.Add(ShardFile.Open(file));
                }
                catch (FeatureFileException e)
                {
                    problems.Add(new ShardProblem(file, Reason(e, file)));
                }
            }

            var sound = Sound(open, problems);
            var unfinished = files.Select(Unfinished).OfType<Shard>().ToList();
            // Where none is sound, the names tell how many there should be.
            var count = sound.Select(shard => shard.Part.Shard).Concat(unfinished).Concat(files.Select(file => Shard.OfFileName(Path.GetFileName(file))).OfType<Shard>()).Select(shard => shard.Count).FirstOrDefault();
            if (count == 0)
            {
                throw new FeatureFileException(
                    problems is [var only, ..] ? $"'{only.Path}' is no sound shard: {only.Reason}." : $"There is no shard in '{string.Join("', '", paths)}'; expected files such as '{new Shard(1, 8).FileName}'.", paths is [var given, ..] ? given : null);
            }

            ImmutableArray<int> missing = [.. Enumerable.Range(1, count).Except(sound.Select(shard => shard.Part.Shard.Number))];
            return (sound, new ShardCheck
            {
                Count = count,
                ListCount = sound is [var any, ..] ? any.Part.Count : 0,
                RowCount = checked(sound.Sum(shard => shard.Part.Positions.Length)),
                Missing = missing,
                Unfinished = [.. unfinished.Where(shard => shard.Count == count).Select(shard => shard.Number).Intersect(missing).Order()],
                Problems = problems.ToImmutable(),
            });
        }
        catch
        {
            open.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <summary>Those that go together, each number once, in order of the numbers. Of two kinds the one with more files is right.</summary>
    private static List<ShardFile> Sound(List<ShardFile> open, ImmutableArray<ShardProblem>.Builder problems)
    {
        var kinds = new List<List<ShardFile>>();
        foreach (var shard in open)
        {
            if (kinds.Find(kind => shard.DifferenceTo(kind[0]) is null) is { } same)
                same.Add(shard);
            else
                kinds.Add([shard]);
        }

        var sound = new SortedDictionary<int, ShardFile>();
        var right = kinds.MaxBy(kind => kind.Count) ?? [];
        foreach (var shard in open)
        {
            if (!right.Contains(shard))
                problems.Add(new ShardProblem(shard.Path, shard.DifferenceTo(right[0])!));
            else if (!sound.TryAdd(shard.Part.Shard.Number, shard))
                problems.Add(new ShardProblem(shard.Path, $"it is shard {shard.Part.Shard}, as '{sound[shard.Part.Shard.Number].Path}' is; remove one of the two"));
            else
                continue;
            shard.Dispose();
        }

        return [.. sound.Values];
    }

    /// <summary>Files that a path means; also those that are not finished.</summary>
    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            if (!File.Exists(path) && !File.Exists(path + OutputFile.TemporaryEnding))
                throw new FeatureFileException($"There is no file or folder '{path}'.", path);
            return new[] { path, path + OutputFile.TemporaryEnding }.Where(File.Exists);
        }

        try
        {
            return [.. Directory.GetFiles(path)
                .Where(file => Shard.OfFileName(Path.GetFileName(IsPartial(file) ? file[..^OutputFile.TemporaryEnding.Length] : file)) is not null)
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FeatureFileException($"Folder '{path}' cannot be listed: {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    private static bool IsPartial(string file) => file.EndsWith(OutputFile.TemporaryEnding, StringComparison.Ordinal);

    /// <summary>The shard that an unfinished file will be; null when the file is none, or does not tell by its name.</summary>
    private static Shard? Unfinished(string file) =>
        IsPartial(file) ? Shard.OfFileName(Path.GetFileName(file)[..^OutputFile.TemporaryEnding.Length]) : null;

    /// <summary>What an exception says of a file, without the file's name before it.</summary>
    private static string Reason(FeatureFileException e, string file)
    {
        var message = e.Message.TrimEnd('.');
        var (subject, reading) = ($"'{file}' ", $"Cannot read '{file}': ");
        return message.StartsWith(subject, StringComparison.Ordinal) ? $"it {message[subject.Length..]}"
            : message.StartsWith(reading, StringComparison.Ordinal) ? message[reading.Length..] : message;
    }
}
