namespace Graft;

/// <summary>A tensor in a file of weights; nothing of its values is read before <see cref="Read"/>.</summary>
/// <param name="name">Its full name in the file.</param>
/// <param name="shape">Sides, as the file has them.</param>
/// <param name="type">Type of each value, in words.</param>
/// <param name="length">Bytes of its values, as stored.</param>
/// <param name="isFloat">Whether that is a floating-point type that is read.</param>
internal abstract class WeightTensor(string name, long[] shape, string type, long length, bool isFloat)
{
    public string Name { get; } = name;

    public long[] Shape { get; } = shape;

    public string Type { get; } = type;

    public long Length { get; } = length;

    public bool IsFloat { get; } = isFloat;

    /// <summary>Whether it is nothing that a network computes with: a counter of batches seen, the state of a random generator.</summary>
    public bool IsHarmless =>
        Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) || Name.Contains("seed_generator", StringComparison.Ordinal);

    /// <summary>Its values as float32, little-endian, in the order of the file.</summary>
    public abstract byte[] Read();
}
