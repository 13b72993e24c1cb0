// Says over HTTP what is in a photo; only this machine can ask.
//   dotnet run --project samples/PredictService APP.onnx 5081
//   curl --data-binary @photo.jpg http://127.0.0.1:5081/predict
using Graft;

if (args is not [var path, var port])
{
    Console.Error.WriteLine("usage: PredictService APP.onnx PORT");
    return 2;
}

using var model = ImageClassifier.Load(path);
var builder = WebApplication.CreateBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 20_000_000);
var app = builder.Build();
app.MapPost("/predict", async (HttpRequest request) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
    try
    {
        return Results.Ok(model.Predict(body.GetBuffer().AsSpan(0, (int)body.Length), top: 3));
    }
    catch (ImageReadException e)
    {
        return Results.Problem(e.Reason, statusCode: StatusCodes.Status400BadRequest);
    }
});
await app.RunAsync();
return 0;
