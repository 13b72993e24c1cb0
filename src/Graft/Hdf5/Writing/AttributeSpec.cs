namespace Graft.Hdf5;

/// <summary>An attribute to write: a text, or a single number.</summary>
internal sealed record AttributeSpec
{
    private AttributeSpec(string name) => Name = name;

    public string Name { get; }

    /// <summary>Null for a number.</summary>
    public string? Text { get; private init; }

    public WriteType Type { get; private init; } = WriteType.VariableText;

    public ReadOnlyMemory<byte> Number { get; private init; }

    public static AttributeSpec Of(string name, string text) => new(name) { Text = text };

    public static AttributeSpec Of(string name, int number) =>
        new(name) { Type = WriteType.Int32, Number = BitConverter.GetBytes(number) };

    public static AttributeSpec Of(string name, uint number) =>
        new(name) { Type = WriteType.UInt32, Number = BitConverter.GetBytes(number) };
}
