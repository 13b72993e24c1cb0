using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScottPlot;

namespace Graft;

/// <summary>
/// A plot of ScottPlot as SVG for a page. Scales, axes and marks are ScottPlot's. Colours are the page's: each kind of mark
/// is drawn in a colour that stands for a class of the style sheet. Text is put in as text, which the browser shapes: what
/// ScottPlot would write depends on the fonts of the machine, and without any it writes nothing.
/// </summary>
internal sealed partial class SvgPlot
{
    private static readonly string[] Geometry = ["d", "x", "y", "width", "height", "cx", "cy", "rx"];

    private readonly List<(string Style, Func<int, SvgMark>? Mark)> _kinds = [];
    private readonly List<SvgLabel> _labels = [];
    private readonly (int Width, int Height) _size;
    private (Func<double, string> Below, Func<double, string> Left)? _axisTexts;

    /// <param name="width">Of everything, in pixels.</param>
    /// <param name="height">Of everything.</param>
    /// <param name="padding">Room for axes and names around the data.</param>
    public SvgPlot(int width, int height, PixelPadding padding)
    {
        _size = (width, height);
        Plot.Layout.Fixed(padding);
        Plot.FigureBackground.Color = Colors.Transparent;
        Plot.DataBackground.Color = Colors.Transparent;
    }

    /// <summary>What is drawn on.</summary>
    public Plot Plot { get; } = new();

    /// <summary>The colour that stands for a kind of mark.</summary>
    /// <param name="style">Class of the style sheet.</param>
    /// <param name="mark">What each of the marks of that colour is, by the order in which they are added; null for nothing.</param>
    public Color Kind(string style, Func<int, SvgMark>? mark = null)
    {
        _kinds.Add((style, mark));
        return new Color((byte)1, (byte)(_kinds.Count >> 8), (byte)_kinds.Count);
    }

    /// <summary>Adds a text.</summary>
    public void Label(SvgLabel label) => _labels.Add(label);

    /// <summary>Draws the axis below and the one to the left, with ticks at multiples of a number, and lines across at those of the left.</summary>
    public void Axes((double Interval, Func<double, string> Text, string Title) below, (double Interval, Func<double, string> Text, string Title) left)
    {
        var axes = Plot.Axes;
        axes.Color(Kind("axis"));
        (axes.Right.FrameLineStyle.Width, axes.Top.FrameLineStyle.Width) = (0, 0);
        Plot.Grid.MajorLineColor = Kind("grid");
        Plot.Grid.XAxisStyle.IsVisible = false;
        foreach (var (axis, interval) in new (IAxis, double)[] { (axes.Bottom, below.Interval), (axes.Left, left.Interval) })
        {
            axis.TickGenerator = new MultiplesOf(interval);
            axis.TickLabelStyle.IsVisible = false;
            (axis.MinorTickStyle.Length, axis.MinorTickStyle.Width) = (0, 0);
        }

        _axisTexts = (below.Text, left.Text);
        Label(new SvgLabel(below.Title, plot => new Pixel(plot.LastRender.DataRect.HorizontalCenter, plot.LastRender.DataRect.Bottom + 40)) { Style = "title" });
        Label(new SvgLabel(left.Title, plot => new Pixel(plot.LastRender.DataRect.Left - 60, plot.LastRender.DataRect.VerticalCenter)) { Style = "title", Turn = -90 });
    }

    /// <summary>Leaves out all axes and lines.</summary>
    public void WithoutAxes()
    {
        Plot.HideGrid();
        foreach (var axis in Plot.Axes.GetAxes())
            axis.IsVisible = false;
    }

    /// <summary>The plot as an element of a page.</summary>
    /// <param name="name">What it shows, for those who do not see it.</param>
    /// <param name="style">Class of the style sheet.</param>
    public string Render(string name, string style)
    {
        var drawn = XDocument.Parse(Plot.GetSvgXml(_size.Width, _size.Height)).Root!;
        var svg = new XElement(
            "svg", new XAttribute("class", style), new XAttribute("role", "img"), new XAttribute("aria-label", PageText.Clean(name)),
            new XAttribute("viewBox", $"0 0 {_size.Width} {_size.Height}"), new XAttribute("width", _size.Width), new XAttribute("height", _size.Height));
        var counts = new int[_kinds.Count];
        XElement? group = null;
        foreach (var element in drawn.Descendants().Where(element => element.Ancestors().All(parent => parent.Name.LocalName != "clipPath")))
        {
            if (KindOf(element) is not { } kind)
                continue;
            if ((string?)group?.Attribute("class") != _kinds[kind].Style)
                svg.Add(group = new XElement("g", new XAttribute("class", _kinds[kind].Style)));
            group!.Add(Mark(element, _kinds[kind].Mark?.Invoke(counts[kind])));
            counts[kind]++;
        }

        AddAxisTexts();
        foreach (var label in _labels)
            svg.Add(Text(label));
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private void AddAxisTexts()
    {
        if (_axisTexts is not { } texts)
            return;
        foreach (var tick in Plot.Axes.Bottom.TickGenerator.Ticks.OrderBy(tick => tick.Position))
            Label(new SvgLabel(texts.Below(tick.Position), plot => new Pixel(plot.GetPixel(new Coordinates(tick.Position, 0)).X, plot.LastRender.DataRect.Bottom + 16)) { Style = "tick" });
        foreach (var tick in Plot.Axes.Left.TickGenerator.Ticks.OrderBy(tick => tick.Position))
            Label(new SvgLabel(texts.Left(tick.Position), plot => new Pixel(plot.LastRender.DataRect.Left - 9, plot.GetPixel(new Coordinates(0, tick.Position)).Y)) { Style = "tick", Anchor = "end" });
    }

    /// <summary>Which kind of mark an element is; null for what carries no colour of ours.</summary>
    private int? KindOf(XElement element)
    {
        foreach (var name in new[] { "fill", "stroke" })
        {
            if ((string?)element.Attribute(name) is ['#', '0', '1', .. { Length: 4 } digits]
                && int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var kind) && kind >= 1 && kind <= _kinds.Count)
            {
                return kind - 1;
            }
        }

        return null;
    }

    private static XElement Mark(XElement drawn, SvgMark? mark)
    {
        var isCircle = drawn.Name.LocalName == "ellipse";
        var element = new XElement(isCircle ? "circle" : drawn.Name.LocalName);
        foreach (var name in Geometry)
        {
            if ((string?)drawn.Attribute(name) is { } value)
                element.Add(new XAttribute(isCircle && name == "rx" ? "r" : name, Digits().Replace(value, Rounded)));
        }

        if (mark is { Opacity: < 1 })
            element.Add(new XAttribute("fill-opacity", mark.Opacity.ToString("0.##", CultureInfo.InvariantCulture)));
        if (mark?.Title is { } title)
            element.Add(new XElement("title", PageText.Clean(title)));
        return element;
    }

    private XElement Text(SvgLabel label)
    {
        var place = label.Place(Plot);
        var (x, y) = (Number(place.X), Number(place.Y));
        var element = new XElement("text", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("dy", ".34em"));
        if (label.Style is not null)
            element.Add(new XAttribute("class", label.Style));
        if (label.Anchor != "start")
            element.Add(new XAttribute("text-anchor", label.Anchor));
        if (label.Turn != 0)
            element.Add(new XAttribute("transform", $"rotate({label.Turn} {x} {y})"));
        if (label.DataPlace is not null)
            element.Add(new XAttribute("data-place", label.DataPlace));
        element.Add(PageText.Clean(label.Text));
        if (label.Title is not null)
            element.Add(new XElement("title", PageText.Clean(label.Title)));
        return element;
    }

    // A tenth of a pixel is more than anybody sees.
    private static string Rounded(Match match) => Number(double.Parse(match.Value, CultureInfo.InvariantCulture));

    private static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+\.\d+(e-?\d+)?")]
    private static partial Regex Digits();
}
