namespace Graft;

/// <summary>A part of a page with its heading.</summary>
internal static class PageSection
{
    public static void Open(HtmlBuilder html, string id, string heading) =>
        html.Open("section", ("id", id), ("aria-labelledby", $"{id}-heading")).Element("h2", heading, ("id", $"{id}-heading")).Line();

    public static void Close(HtmlBuilder html) => html.Close("section").Line();

    /// <summary>A plot that scrolls by itself where it is wider than the page.</summary>
    public static void Plot(HtmlBuilder html, string name, string svg) =>
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)).Raw(svg).Close("div").Line();
}
