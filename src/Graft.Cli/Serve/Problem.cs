using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Graft.Cli.Serve;

/// <summary>What is wrong with a request, as RFC 9457 has it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="detail">One sentence for whoever sent it.</param>
internal sealed class ProblemException(int status, string detail) : Exception(detail)
{
    public int Status => status;

    /// <summary>Seconds after which it may go better; 0 where that is not known.</summary>
    public int RetryAfter { get; init; }
}

/// <summary>Answers that say what is wrong.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";

    public static object Of(int status, string detail) => new { type = "about:blank", title = ReasonPhrases.GetReasonPhrase(status), status, detail };

    public static async Task WriteAsync(HttpContext context, int status, string detail, int retryAfter = 0)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        response.StatusCode = status;
        if (retryAfter > 0)
            response.Headers.RetryAfter = $"{retryAfter}";
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        response.ContentType = ContentType;
        await response.WriteAsync(JsonSerializer.Serialize(Of(status, detail), ServeJson.Options), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The status and the sentence for an image that cannot be read.</summary>
    public static (int Status, string Detail) Of(ImageReadException e) => (e.Problem switch
    {
        ImageProblem.NoImage => StatusCodes.Status415UnsupportedMediaType,
        ImageProblem.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    }, $"The image cannot be read: {e.Reason}.");
}
