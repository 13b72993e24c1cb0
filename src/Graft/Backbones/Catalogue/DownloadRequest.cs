using System.Net;
using System.Net.Http.Headers;

namespace Graft;

/// <summary>
/// Asks a server for a file, or for the rest of one, and turns whatever comes instead into one clear line. Redirects are
/// followed by us, since none may leave HTTPS.
/// </summary>
internal sealed class DownloadRequest(PublishedFile file, DownloadSettings settings) : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = settings.Patience,
        // What listens on this machine is reached directly.
        UseProxy = !settings.AllowsHttp,
    })
    {
        // A time limit of its own would count the whole of the download.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("graft", GraftVersion.Text.Split('+')[0]) } },
    };

    /// <summary>How to go on without the network, as the end of an error.</summary>
    public string OtherWay => $"or get the file another way and give it with --from: {file.Address}";

    /// <summary>Sends the request. The answer is 200 with the whole file, 206 with the rest, or 416; dispose it after use.</summary>
    /// <param name="from">Where the rest begins; 0 for the whole file.</param>
    /// <param name="tag">What the server called the version that the first part is of; null where it gave none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="BackboneException">No such answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(long from, EntityTagHeaderValue? tag, CancellationToken cancellationToken)
    {
        var address = file.Address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (address.Scheme != Uri.UriSchemeHttps && !(settings.AllowsHttp && address.Scheme == Uri.UriSchemeHttp))
                throw new BackboneException($"{file.Address} leads to {address}, which is not HTTPS; nothing was downloaded from there.");
            var response = await SendAsync(address, from, tag, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                return response;
            using (response)
            {
                address = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } next
                    ? new Uri(address, next)
                    : throw Refused(address, response.StatusCode);
            }
        }

        throw new BackboneException($"{file.Address} leads from one address to another without end. Try again later, {OtherWay}");
    }

    /// <summary>What to throw when the connection fails or breaks.</summary>
    public BackboneException Failure(string host, Exception e) => new(
        e switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"The connection to {host} is not secure: {Innermost(e)}. Check the clock and the certificates of this machine, {OtherWay}",
            OperationCanceledException =>
                $"{host} has sent nothing for {settings.Patience.TotalSeconds:0.##} seconds. Try again later, {OtherWay}",
            _ => $"{host} cannot be reached: {Innermost(e)}. Check the connection, {OtherWay}",
        },
        null,
        e);

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, EntityTagHeaderValue? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            if (tag is not null)
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Patience);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failure(address.Host, e);
        }
    }

    private BackboneException Refused(Uri address, HttpStatusCode status) => new(
        (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            ? $"{address.Host} answers {(int)status} ({status}). Try again later, {OtherWay}"
            : $"{file.Address} cannot be had: {address.Host} answers {(int)status} ({status}). " +
              $"If you find {file.Name} elsewhere, give it with --from; it is checked by its SHA-256.");

    private static string Innermost(Exception e) => e.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');
}
