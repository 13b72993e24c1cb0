using Graft.Hdf5;

namespace Graft;

/// <summary>Weights in safetensors, as torchvision and timm call and order them.</summary>
internal sealed class TorchWeights : WeightFile
{
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, WeightTensor> _tensors;

    private TorchWeights(SafetensorsFile file, Architecture architecture)
    {
        _file = file;
        _tensors = file.Entries.ToDictionary(entry => entry.Name, WeightTensor (entry) => new Tensor(file, entry), StringComparer.Ordinal);
        // Most layers have one name in both; a file without the others is of one as well as of the other.
        var isTimm = architecture.Layers.OfType<WeightedLayer>()
            .Any(layer => layer.Timm != layer.Torchvision && layer.Roles.Any(role => _tensors.ContainsKey($"{layer.Timm}.{Ending(role)}")));
        Source = isTimm ? WeightSource.Timm : WeightSource.Torchvision;
    }

    public override WeightSource Source { get; }

    public override long Length => _file.Length;

    public override IReadOnlyCollection<WeightTensor> Tensors => _tensors.Values;

    public static TorchWeights Open(string path, Architecture architecture)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            return architecture.TorchPreprocessing is not null
                ? new TorchWeights(file, architecture)
                : throw new BackboneException($"'{path}' is a safetensors file; weights of {architecture.Name} are read from Keras' HDF5 files only.", path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override WeightTensor? Find(WeightedLayer layer, WeightRole role) => _tensors.GetValueOrDefault(NameOf(layer, role));

    public override string NameOf(WeightedLayer layer, WeightRole role) =>
        $"{(Source == WeightSource.Timm ? layer.Timm : layer.Torchvision)}.{Ending(role)}";

    public override void Dispose() => _file.Dispose();

    private static string Ending(WeightRole role) => role switch
    {
        WeightRole.Kernel or WeightRole.Gamma => "weight",
        WeightRole.Bias or WeightRole.Beta => "bias",
        WeightRole.Mean => "running_mean",
        WeightRole.Variance => "running_var",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    private static NumberFormat Format(string type) => type switch
    {
        "F16" => NumberFormat.Float16,
        "BF16" => NumberFormat.BFloat16,
        "F32" => NumberFormat.Float32,
        "F64" => NumberFormat.Float64,
        _ => NumberFormat.None,
    };

    private sealed class Tensor(SafetensorsFile file, SafetensorsEntry entry)
        : WeightTensor(entry.Name, entry.Shape, entry.Type, entry.Length, Format(entry.Type) != NumberFormat.None)
    {
        public override byte[] Read() => file.ReadFloats(entry, Format(entry.Type));
    }
}
