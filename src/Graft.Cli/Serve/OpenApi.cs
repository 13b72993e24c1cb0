using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary>The description of the interface, OpenAPI 3.1.</summary>
internal static class OpenApi
{
    private static readonly string Document = Read();

    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(Document, context.RequestAborted).ConfigureAwait(false);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(OpenApi).Assembly.GetManifestResourceStream("wwwroot/openapi.json")!);
        return reader.ReadToEnd().Replace("{version}", GraftVersion.Text, StringComparison.Ordinal);
    }
}
