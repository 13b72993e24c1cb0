using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Graft;

/// <summary>
/// A file beside the output that holds the last finished epoch of a training: weights, the optimiser's memory and the best
/// weights, in the format safetensors. It appears whole or not at all, so that a run that was killed is gone on with from there.
/// </summary>
internal sealed class Checkpoint(string path, string fingerprint, string settings)
{
    private const string Version = "1";
    private const string WeightPrefix = "weights/";
    private const string OptimizerPrefix = "optimizer/";
    private const string BestPrefix = "best/";

    private static class Keys
    {
        public const string Version = "graft_checkpoint_version";
        public const string Fingerprint = "fingerprint";
        public const string Settings = "settings";
        public const string State = "state";
    }

    /// <summary>Whether an interrupted run left one.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Makes sure, before any long work, that it can be written, and is not of another fine-tuning.</summary>
    /// <returns>Epochs that an interrupted run made.</returns>
    /// <exception cref="OutputException">It cannot, or is.</exception>
    public int Check()
    {
        OutputFile.CheckWritable(path, IsOurs);
        if (!Exists)
            return 0;
        using var file = Open();
        return ReadState(file).Done;
    }

    /// <summary>Takes over what an interrupted run left.</summary>
    /// <returns>How far it had come; null where there is none.</returns>
    /// <exception cref="OutputException">It is damaged, or of another fine-tuning.</exception>
    public TuningState? Load(TunedNetwork network, Optimizer optimizer, BestWeights best)
    {
        if (!Exists)
            return null;
        using var file = Open();
        var state = ReadState(file);
        // The best weights go through the network: they are read into it, and remembered from there.
        var isBestApart = state.BestEpoch != state.Done;
        if (isBestApart)
        {
            Fill(file, network.State, BestPrefix);
            best.Take();
        }

        Fill(file, network.State, WeightPrefix);
        if (!isBestApart)
            best.Take();
        Fill(file, optimizer.State, OptimizerPrefix);
        optimizer.Steps = state.Steps;
        return state;
    }

    /// <summary>Keeps an epoch.</summary>
    /// <exception cref="OutputException">The disk is full or fails; what was kept before is still there.</exception>
    public void Save(TuningState state, TunedNetwork network, Optimizer optimizer, BestWeights best)
    {
        var tensors = Named(network.State, WeightPrefix).Concat(Named(optimizer.State, OptimizerPrefix))
            .Concat(state.BestEpoch == state.Done ? [] : Named(best.Snapshot!.Values, BestPrefix));
        var metadata = new Dictionary<string, string>
        {
            [Keys.Version] = Version,
            [Keys.Fingerprint] = fingerprint,
            [Keys.Settings] = settings,
            [Keys.State] = JsonSerializer.Serialize(state, CheckpointJson.Default.TuningState),
        };
        using var output = new OutputFile(path, IsOurs);
        output.Write(stream => SafetensorsWriter.Write(stream, metadata, [.. tensors]));
        output.Complete();

        static IEnumerable<(string, Tensor)> Named(IEnumerable<(string Name, Tensor Value)> values, string prefix) => values.Select(item => (prefix + item.Name, item.Value));
    }

    /// <summary>Removes it, when all is done.</summary>
    public void Delete() => File.Delete(path);

    private SafetensorsFile Open()
    {
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (Exception e) when (e is BackboneException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
    }

    private TuningState ReadState(SafetensorsFile file)
    {
        if (file.Metadata.GetValueOrDefault(Keys.Version) != Version)
            throw Damaged("it is of another version of Graft, or no checkpoint");
        if (file.Metadata.GetValueOrDefault(Keys.Fingerprint) != fingerprint)
        {
            throw new OutputException(
                $"'{path}' is the checkpoint of a fine-tuning with other photos or options ({file.Metadata.GetValueOrDefault(Keys.Settings)}). Use the same to go on with it, or remove it to start over.", path);
        }

        try
        {
            var state = JsonSerializer.Deserialize(file.Metadata.GetValueOrDefault(Keys.State, ""), CheckpointJson.Default.TuningState);
            return state is { Epochs: [{ Number: 0 }, ..] } && state.Epochs.Select((epoch, i) => epoch.Number == i).All(fits => fits) && state.BestEpoch <= state.Done && state.BestEpoch >= 0
                ? state : throw new JsonException("its epochs do not follow one another");
        }
        catch (JsonException e)
        {
            throw Damaged(e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
    }

    private void Fill(SafetensorsFile file, IEnumerable<(string Name, Tensor Value)> values, string prefix)
    {
        using var noGradients = no_grad();
        foreach (var (name, value) in values)
        {
            var entry = file.Entries.FirstOrDefault(entry => entry.Name == prefix + name);
            if (entry is null || entry.Type != "F32" || !entry.Shape.SequenceEqual(value.shape))
                throw Damaged(string.Create(CultureInfo.InvariantCulture, $"it has no '{prefix}{name}' of shape [{string.Join(", ", value.shape)}]"));
            using var read = empty(value.shape);
            file.ReadFloats(entry, Hdf5.NumberFormat.Float32).CopyTo(read.bytes);
            value.copy_(read);
        }
    }

    private OutputException Damaged(string what, Exception? inner = null) =>
        new($"The checkpoint '{path}' cannot be gone on with: {what}. Remove it to start over.", path, inner);

    // The length of a header, and the first of its names.
    private static bool IsOurs(ReadOnlySpan<byte> start) => start.Length > 24 && start[8..].StartsWith("{\"__metadata__\""u8);
}
