using System.Security.Cryptography;
using System.Text;

namespace Graft;

/// <summary>The frame of every page: style and script are in it, and nothing else is ever asked for.</summary>
internal static class HtmlPage
{
    private const string Generator = "<meta name=\"generator\" content=\"Graft";

    private static readonly string Style = Resource("page.css");
    private static readonly string Script = Resource("page.js");

    /// <summary>Whether a file begins like a page of ours, which may be replaced.</summary>
    public static bool IsOurs(ReadOnlySpan<byte> start) => start.IndexOf(Encoding.ASCII.GetBytes(Generator)) >= 0;

    /// <summary>A whole page as UTF-8.</summary>
    /// <param name="title">Of the window.</param>
    /// <param name="body">HTML of header, main part and footer; the main part has the id <c>main</c>.</param>
    public static byte[] Of(string title, string body)
    {
        var policy = $"default-src 'none'; img-src data:; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";
        var html = new HtmlBuilder();
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.Raw($"{Generator} {PageText.Escape(GraftVersion.Text)}\"/>\n");
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy)).Line();
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
        html.Empty("meta", ("name", "color-scheme"), ("content", "light dark")).Line();
        html.Element("title", title).Line();
        html.Raw($"<style>{Style}</style>\n</head>\n<body>\n");
        html.Element("a", "Skip to the results", ("class", "skip"), ("href", "#main")).Line();
        html.Raw(body);
        html.Raw($"<script>{Script}</script>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static string Hash(string content) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"page/{name}") ?? throw new InvalidOperationException($"'{name}' is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers hash what they read, which has line ends of one kind.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
