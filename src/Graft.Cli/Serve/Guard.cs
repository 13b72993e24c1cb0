using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary>Who may ask, and what browsers may do with what they get.</summary>
internal sealed class Guard(ServeOptions options)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[]? _token = options.Token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.Token));
    private readonly bool _isLocal = IsLoopback(options.Host);

    /// <summary>Whether only this machine can reach an address.</summary>
    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Sets the headers of every answer.</summary>
    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <exception cref="ProblemException">The request comes by another name than this machine's, from another site, or without the token.</exception>
    public void Check(HttpRequest request, bool needsToken)
    {
        // A page elsewhere could otherwise reach this machine by a name of its own that leads here.
        if (_isLocal && !IsLoopback(request.Host.Host.Trim('[', ']')))
            throw new ProblemException(StatusCodes.Status421MisdirectedRequest, "This server answers to localhost and 127.0.0.1 only.");
        // Following a link to here is no harm.
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] && !(request.Method == HttpMethods.Get && request.Headers["Sec-Fetch-Mode"] is ["navigate"]))
            throw new ProblemException(StatusCodes.Status403Forbidden, "Pages of other sites may not ask here.");
        if (needsToken && _token is not null && !HasToken(request))
            throw new ProblemException(StatusCodes.Status401Unauthorized, "The header 'Authorization: Bearer TOKEN' is missing or wrong.");
    }

    private bool HasToken(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim())), _token);
}
