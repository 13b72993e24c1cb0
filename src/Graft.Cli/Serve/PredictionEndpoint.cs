using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary><c>POST /predict</c>.</summary>
internal sealed class PredictionEndpoint(ServedModel model, PredictionService queue, ServeOptions options)
{
    private const int UsualTop = 5;
    private const int NeighborCount = 6;

    private readonly UploadReader _reader = new(options);

    public async Task HandleAsync(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.RequestTimeout);
        var isRead = false;
        try
        {
            var top = Top(context.Request);
            using var share = _reader.OpenShare();
            var uploads = await _reader.ReadAsync(context.Request, share, limit.Token).ConfigureAwait(false);
            isRead = true;
            var answers = Enqueue(uploads, Math.Max(top, 2), limit.Token);
            var results = new List<(object Json, int Status, string Detail)>();
            for (var i = 0; i < uploads.Count; i++)
                results.Add(await ResultAsync(uploads[i], answers[i], top, limit.Token).ConfigureAwait(false));
            if (results.All(result => result.Status != StatusCodes.Status200OK))
                throw new ProblemException(results[0].Status, results[0].Detail);
            await context.Response.WriteAsJsonAsync(new { Model = model.Name, Predictions = results.Select(result => result.Json) }, ServeJson.Options, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw isRead
                ? new ProblemException(StatusCodes.Status503ServiceUnavailable, "The answer took too long; the server is busy.") { RetryAfter = ServeOptions.RetryAfter }
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

    /// <summary>Null in the place of a photo that need not be looked at.</summary>
    private Task<PhotoAnswer>?[] Enqueue(List<PhotoUpload> uploads, int top, CancellationToken cancellationToken)
    {
        var sound = uploads.Where(IsSound).ToList();
        if (!queue.TryAdd([.. sound.Select(upload => upload.Content)], top, out var answers, cancellationToken))
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, $"All {queue.Capacity:N0} places in the queue are taken; try again soon.") { RetryAfter = ServeOptions.RetryAfter };
        return [.. uploads.Select(upload => IsSound(upload) ? answers[sound.IndexOf(upload)] : null)];

        static bool IsSound(PhotoUpload upload) => !upload.IsTooLong && !upload.Content.IsEmpty;
    }

    private async Task<(object Json, int Status, string Detail)> ResultAsync(PhotoUpload upload, Task<PhotoAnswer>? answer, int top, CancellationToken cancellationToken)
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
                IsSure = best.Probability >= ServeOptions.SureFrom && (found.Classes.Length < 2 || best.Probability - found.Classes[1].Probability >= ServeOptions.SureLead),
                Top = found.Classes.Take(top).Select(item => new { Class = item.Name, item.Probability }),
                Neighbors = model.Photos is null ? null : await model.Photos.NearestAsync(found.Features, NeighborCount, cancellationToken).ConfigureAwait(false),
            }, StatusCodes.Status200OK, "");
        }
        catch (OutOfMemoryException)
        {
            return Failure(StatusCodes.Status503ServiceUnavailable, "The server has no memory for this photo now; try again later.");
        }
        catch (ImageReadException e)
        {
            var (status, detail) = Problem.Of(e);
            return Failure(status, detail);
        }

        (object, int, string) Failure(int status, string detail) => (new { File = upload.Name, Error = Problem.Of(status, detail) }, status, detail);
    }
}
