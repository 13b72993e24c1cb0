using System.Globalization;
using System.Text;

namespace Graft;

/// <summary>HTML that is well-formed XML too. Whatever text comes in, comes out as text.</summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _html = new();

    /// <summary>Begins an element. An attribute without a value is left out.</summary>
    public HtmlBuilder Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        _html.Append('>');
        return this;
    }

    /// <summary>Ends an element.</summary>
    public HtmlBuilder Close(string tag)
    {
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    /// <summary>An element without content, such as a picture.</summary>
    public HtmlBuilder Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        _html.Append("/>");
        return this;
    }

    /// <summary>An element of text.</summary>
    public HtmlBuilder Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(tag, attributes).Text(text).Close(tag);

    /// <summary>Text.</summary>
    public HtmlBuilder Text(string text)
    {
        _html.Append(PageText.Escape(text));
        return this;
    }

    /// <summary>A name of a user: it may be written in another direction than its surroundings.</summary>
    public HtmlBuilder Name(string name) => Element("bdi", name);

    /// <summary>A path or a command.</summary>
    public HtmlBuilder Code(string text) => Open("code").Open("bdi").Text(text).Close("bdi").Close("code");

    /// <summary>A share as a percentage. With it goes where the JSON of the report has it, and every digit.</summary>
    public HtmlBuilder Percent(string place, double share) => Data(place, NumberText.Exact(share), NumberText.Percent(share));

    /// <inheritdoc cref="Percent(string, double)"/>
    public HtmlBuilder Percent(string place, float share) => Data(place, NumberText.Exact(share), NumberText.Percent(share));

    /// <summary>A whole number, likewise.</summary>
    public HtmlBuilder Count(string place, int count) => Data(place, count.ToString(CultureInfo.InvariantCulture), NumberText.Count(count));

    /// <summary>A change of a share in points, likewise.</summary>
    public HtmlBuilder Change(string place, double share) => Data(place, NumberText.Exact(share), NumberText.Change(share));

    /// <summary>Any other number in words of its own, likewise.</summary>
    public HtmlBuilder Number(string place, double value, string text) => Data(place, NumberText.Exact(value), text);

    /// <summary>What is HTML already.</summary>
    public HtmlBuilder Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>A line break of the source, for those who read it.</summary>
    public HtmlBuilder Line()
    {
        _html.Append('\n');
        return this;
    }

    public override string ToString() => _html.ToString();

    private HtmlBuilder Data(string place, string exact, string text) => Element("data", text, ("value", exact), ("data-place", place));

    private void Start(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
                _html.Append(' ').Append(name).Append("=\"").Append(PageText.Escape(value)).Append('"');
        }
    }
}
