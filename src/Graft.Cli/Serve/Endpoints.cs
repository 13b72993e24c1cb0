using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Graft.Cli.Serve;

/// <summary>What there is at which address.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app, PredictionEndpoint prediction, ServedModel model, PredictionService queue, ServeOptions options)
    {
        var guard = new Guard(options);
        app.Use((context, next) => GuardedAsync(context, next, guard));
        app.UseRouting();
        foreach (var (path, asset) in Asset.All)
            app.MapGet(path, asset.WriteAsync);
        app.MapGet("/health", context => context.Response.WriteAsJsonAsync(new { Status = "ok", Waiting = queue.Count, queue.Capacity }, ServeJson.Options));
        app.MapGet("/model", context => context.Response.WriteAsJsonAsync(model.ToJson(options), ServeJson.Options));
        app.MapGet("/openapi.json", OpenApi.WriteAsync);
        app.MapPost("/predict", prediction.HandleAsync);
        if (model.Photos is { } photos)
            app.MapGet("/photos/{row:int:min(0)}", context => PhotoAsync(context, photos));
        app.UseEndpoints(_ => { });
    }

    /// <summary>Whatever happens, the answer has its headers, and says in JSON what is wrong.</summary>
    private static async Task GuardedAsync(HttpContext context, RequestDelegate next, Guard guard)
    {
        Guard.Protect(context.Response);
        try
        {
            guard.Check(context.Request, NeedsToken(context.Request.Path));
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && context.Response.StatusCode >= StatusCodes.Status400BadRequest && context.Response.ContentLength is null)
                await Problem.WriteAsync(context, context.Response.StatusCode, Sentence(context)).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            await Problem.WriteAsync(context, e.Status, e.Message, e.RetryAfter).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await Problem.WriteAsync(context, e.StatusCode, $"{e.Message.TrimEnd('.')}.").ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered.
            context.Abort();
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"error: {context.Request.Method} {context.Request.Path}: {e}").ConfigureAwait(false);
            await Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "The server failed; its log says more.").ConfigureAwait(false);
        }
    }

    /// <summary>The page and the description say nothing of the classifier; the page asks for the token and sends it along.</summary>
    private static bool NeedsToken(PathString path) => !Asset.All.ContainsKey(path.Value ?? "") && path != "/health" && path != "/openapi.json";

    private static string Sentence(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address; /openapi.json says what there is.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; /openapi.json says what is.",
        _ => "The request cannot be answered.",
    };

    private static async Task PhotoAsync(HttpContext context, ServedPhotos photos)
    {
        var row = int.Parse((string)context.Request.RouteValues["row"]!, System.Globalization.CultureInfo.InvariantCulture);
        var thumbnail = await photos.ThumbnailAsync(row, context.RequestAborted).ConfigureAwait(false) ?? throw new ProblemException(StatusCodes.Status404NotFound, "There is no such photo any more.");
        context.Response.ContentType = "image/jpeg";
        await context.Response.Body.WriteAsync(thumbnail, context.RequestAborted).ConfigureAwait(false);
    }
}
