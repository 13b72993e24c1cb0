using System.Collections.Immutable;
using System.Globalization;

namespace Graft;

/// <summary>The three entries of a NumPy file's header, read from the Python literal that it is and no other.</summary>
internal sealed class NpyDictionary
{
    private readonly string _text;
    private readonly string _path;
    private int _position;
    private string? _descr;
    private bool? _fortranOrder;
    private ImmutableArray<long>? _shape;

    private NpyDictionary(string text, string path) => (_text, _path) = (text, path);

    public string Descr => _descr ?? throw Bad("it lacks 'descr'");

    public bool FortranOrder => _fortranOrder ?? throw Bad("it lacks 'fortran_order'");

    public ImmutableArray<long> Shape => _shape ?? throw Bad("it lacks 'shape'");

    /// <exception cref="ConversionException">It is anything else.</exception>
    public static NpyDictionary Parse(string text, string path)
    {
        var dictionary = new NpyDictionary(text, path);
        dictionary.Parse();
        return dictionary;
    }

    private void Parse()
    {
        Expect('{');
        while (!Accept('}'))
        {
            Entry();
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_position < _text.Length)
            throw Bad($"more follows at position {_position}");
    }

    private void Entry()
    {
        var key = Text();
        Expect(':');
        var isFirst = key switch
        {
            "descr" => _descr is null,
            "fortran_order" => _fortranOrder is null,
            "shape" => _shape is null,
            _ => throw Bad("it has an entry other than 'descr', 'fortran_order' and 'shape'"),
        };
        if (!isFirst)
            throw Bad($"it has '{key}' twice");
        switch (key)
        {
            case "descr": _descr = Type(); break;
            case "fortran_order": _fortranOrder = Boolean(); break;
            default: _shape = Tuple(); break;
        }
    }

    private string Type()
    {
        SkipSpace();
        return _position < _text.Length && _text[_position] is '[' or '('
            ? throw new ConversionException($"NumPy file '{_path}' has structured values (named fields); a plain matrix is read. Save one field, or numpy.stack them.", _path)
            : Text();
    }

    private bool Boolean() => AcceptWord("False") ? false : AcceptWord("True") ? true : throw Bad("'fortran_order' is neither True nor False");

    private ImmutableArray<long> Tuple()
    {
        var sides = ImmutableArray.CreateBuilder<long>();
        Expect('(');
        while (!Accept(')'))
        {
            sides.Add(Number());
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }

        return sides.ToImmutable();
    }

    private long Number()
    {
        SkipSpace();
        var start = _position;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            _position++;
        if (!long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            throw Bad("'shape' has a side that is not a whole number of at least 0 and less than 2^63");
        // Python 2 wrote long integers so.
        Accept('L');
        return value;
    }

    private string Text()
    {
        SkipSpace();
        if (_position == _text.Length || _text[_position] is not ('\'' or '"'))
            throw Bad($"a quoted text is missing at position {_position}");
        var end = _text.IndexOf(_text[_position], _position + 1);
        if (end < 0)
            throw Bad($"the text that begins at position {_position} has no end");
        var text = _text[(_position + 1)..end];
        _position = end + 1;
        return text.Any(character => character is '\\' || char.IsControl(character)) ? throw Bad("it has a text with control characters") : text;
    }

    private bool AcceptWord(string word)
    {
        SkipSpace();
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
            return false;
        _position += word.Length;
        return true;
    }

    private bool Accept(char character)
    {
        SkipSpace();
        if (_position == _text.Length || _text[_position] != character)
            return false;
        _position++;
        return true;
    }

    private void Expect(char character)
    {
        if (!Accept(character))
            throw Bad($"'{character}' is missing at position {_position}");
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\t' or '\r')
            _position++;
    }

    private ConversionException Bad(string reason) =>
        new($"NumPy file '{_path}' has a damaged header: {reason}. Save it again.", _path);
}
