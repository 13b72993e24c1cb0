using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary><c>POST /predict</c>.</summary>
internal sealed class PredictionEndpoint(ServedModel model, PredictionService queue, ServeOptions options)
{
    private const int UsualTop = 5;
    private const int NeighborCount = 6;

    // About as long as a full queue takes on a small machine.
    private const int RetryAfter = 2;

    public async Task HandleAsync(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.RequestTimeout);
        var isRead = false;
        try
        {
            var top = Top(context.Request);
            var uploads = await UploadReader.ReadAsync(context.Request, limit.Token).ConfigureAwait(false);
            isRead = true;
            var answers = Enqueue(uploads, Math.Max(top, 2), limit.Token);
            var results = new List<(object Json, int Status, string Detail)>();
            for (var i = 0; i < uploads.Count; i++)
                results.Add(await ResultAsync(uploads[i], answers[i], top).ConfigureAwait(false));
            if (results.All(result => result.Status != StatusCodes.Status200OK))
                throw new ProblemException(results[0].Status, results[0].Detail);
            await context.Response.WriteAsJsonAsync(new { Model = model.Name, Predictions = results.Select(result => result.Json) }, ServeJson.Options, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw isRead
                ? new ProblemException(StatusCodes.Status503ServiceUnavailable, "The answer took too long; the server is busy.") { RetryAfter = RetryAfter }
                : new ProblemException(StatusCodes.Status408RequestTimeout, $"The request was not sent within {options.RequestTimeout.TotalSeconds:N0} seconds.");
        }
    }

    private static int Top(HttpRequest request)
    {
        var text = request.Query["top"];
        return text.Count == 0 ? UsualTop
            : text.Count == 1 && int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top >= 1 ? top
            : throw new ProblemException(StatusCodes.Status400BadRequest, "The parameter 'top' must be one whole number of at least 1.");
    }

    /// <summary>All photos of a request or none.</summary>
    private List<Task<PhotoAnswer>?> Enqueue(List<PhotoUpload> uploads, int top, CancellationToken cancellationToken)
    {
        var answers = new List<Task<PhotoAnswer>?>();
        foreach (var upload in uploads)
        {
            if (upload.IsTooLong || upload.Content.IsEmpty)
                answers.Add(null);
            else if (queue.TryAdd(upload.Content, top, out var answer, cancellationToken))
                answers.Add(answer);
            else
                throw new ProblemException(StatusCodes.Status503ServiceUnavailable, $"All {queue.Capacity:N0} places in the queue are taken; try again soon.") { RetryAfter = RetryAfter };
        }

        return answers;
    }

    private async Task<(object Json, int Status, string Detail)> ResultAsync(PhotoUpload upload, Task<PhotoAnswer>? answer, int top)
    {
        if (answer is null)
        {
            return upload.IsTooLong
                ? Failure(StatusCodes.Status413PayloadTooLarge, UploadReader.TooLongText)
                : Failure(StatusCodes.Status415UnsupportedMediaType, "The image cannot be read: the file is empty.");
        }

        try
        {
            var found = await answer.ConfigureAwait(false);
            var best = found.Classes[0];
            return (new
            {
                File = upload.Name,
                Label = best.Name,
                best.Probability,
                IsSure = best.Probability >= ServeOptions.SureFrom && best.Probability - found.Classes[1].Probability >= ServeOptions.SureLead,
                Top = found.Classes.Take(top).Select(item => new { Class = item.Name, item.Probability }),
                Neighbors = model.Photos?.Nearest(found.Features, NeighborCount).Select(item => new { item.Row, item.Class, Similarity = 1 - item.Distance }),
            }, StatusCodes.Status200OK, "");
        }
        catch (ImageReadException e)
        {
            var (status, detail) = Problem.Of(e);
            return Failure(status, detail);
        }

        (object, int, string) Failure(int status, string detail) => (new { File = upload.Name, Error = Problem.Of(status, detail) }, status, detail);
    }
}
