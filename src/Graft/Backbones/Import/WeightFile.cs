namespace Graft;

/// <summary>A file of published weights, open for reading.</summary>
internal abstract class WeightFile : IDisposable
{
    /// <summary>Whose file it is.</summary>
    public abstract WeightSource Source { get; }

    /// <summary>Bytes of it.</summary>
    public abstract long Length { get; }

    /// <summary>All its tensors.</summary>
    public abstract IReadOnlyCollection<WeightTensor> Tensors { get; }

    /// <summary>A tensor of a layer; null when it is not there.</summary>
    public abstract WeightTensor? Find(WeightedLayer layer, WeightRole role);

    /// <summary>What that tensor would be called in the file.</summary>
    public abstract string NameOf(WeightedLayer layer, WeightRole role);

    public abstract void Dispose();
}
