using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary>A file of the page; all of them are in the program.</summary>
internal sealed class Asset
{
    private const string Folder = "wwwroot/";

    private readonly byte[] _content;
    private readonly string _type;

    private Asset(string name, string type)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(Folder + name)!;
        (_content, _type) = (new byte[stream.Length], type);
        stream.ReadExactly(_content);
    }

    /// <summary>By their paths.</summary>
    public static FrozenDictionary<string, Asset> All { get; } = new Dictionary<string, Asset>
    {
        ["/"] = new("index.html", "text/html; charset=utf-8"),
        ["/app.js"] = new("app.js", "text/javascript; charset=utf-8"),
        ["/texts.js"] = new("texts.js", "text/javascript; charset=utf-8"),
        ["/style.css"] = new("style.css", "text/css; charset=utf-8"),
        ["/icon.svg"] = new("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = _type;
        context.Response.ContentLength = _content.Length;
        await context.Response.Body.WriteAsync(_content, context.RequestAborted).ConfigureAwait(false);
    }
}
