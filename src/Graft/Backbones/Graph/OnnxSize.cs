namespace Graft;

/// <summary>
/// Counts the messages of an ONNX file before it is parsed. An empty one takes two bytes in the file and hundreds in
/// memory, so that a small file could take all of it.
/// </summary>
internal sealed class OnnxSize
{
    /// <summary>More than any network has, ten times over.</summary>
    private const int MostMessages = 1_000_000;

    private const int DeepestNesting = 64;
    private const ulong LengthDelimited = 2;

    private readonly Stream _stream;
    private int _messages;

    private OnnxSize(Stream stream) => _stream = stream;

    /// <summary>Whether a file has more messages than any network. Its format is not judged.</summary>
    public static bool IsTooMuch(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var size = new OnnxSize(file);
        return !size.Count(Message.Model, file.Length, 0);
    }

    /// <summary>Kinds of messages that hold others.</summary>
    private enum Message
    {
        Leaf,
        Model,
        Graph,
        Node,
        Attribute,
        Function,
    }

    /// <returns>False when there are too many, or they lie too deep.</returns>
    private bool Count(Message kind, long end, int depth)
    {
        if (depth > DeepestNesting)
            return false;
        while (_stream.Position < end && Varint() is { } tag)
        {
            if (tag % 8 == LengthDelimited)
            {
                if (++_messages > MostMessages)
                    return false;
                if (Varint() is not { } length || length > (ulong)(end - _stream.Position))
                    return true;
                var next = _stream.Position + (long)length;
                if (Inner(kind, tag / 8) is var inner and not Message.Leaf && !Count(inner, next, depth + 1))
                    return false;
                _stream.Position = next;
            }
            else if (!Skip(tag % 8))
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>By the numbers of the fields in onnx.proto.</summary>
    private static Message Inner(Message kind, ulong field) => (kind, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 6 or 11) => Message.Graph,
        _ => Message.Leaf,
    };

    private bool Skip(ulong wireType)
    {
        var length = wireType switch { 1 => 8, 5 => 4, _ => 0 };
        _stream.Position += length;
        return length > 0 || (wireType == 0 && Varint() is not null);
    }

    private ulong? Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _stream.ReadByte();
            if (next < 0)
                return null;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        return null;
    }
}
