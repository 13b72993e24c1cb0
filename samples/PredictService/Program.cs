// Says over HTTP what is in a photo, to programs on this machine.
//   dotnet run --project samples/PredictService APP.onnx 5081
//   curl --data-binary @photo.jpg http://127.0.0.1:5081/predict
using Graft;

if (args is not [var path, var port])
{
    Console.Error.WriteLine("usage: PredictService APP.onnx PORT");
    return 2;
}

using var model = ImageClassifier.Load(path);
await using var service = new PredictionService(model);
var builder = WebApplication.CreateBuilder();
builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1";
builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 20_000_000);
var app = builder.Build();
app.MapPost("/predict", async (HttpRequest request, CancellationToken cancellation) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, cancellation);
    if (!service.TryAdd([body.ToArray()], top: 3, out var answers, cancellation))
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    try
    {
        return Results.Ok((await answers[0]).Classes);
    }
    catch (ImageReadException e)
    {
        return Results.Problem(e.Reason, statusCode: StatusCodes.Status400BadRequest);
    }
});
await app.RunAsync();
return 0;
