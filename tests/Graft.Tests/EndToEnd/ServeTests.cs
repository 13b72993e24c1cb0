using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>The server over HTTP.</summary>
public sealed class ServeTests(Served served)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Client => served.Server.Client;

    [Fact]
    public async Task A_photo_as_the_body_is_answered()
    {
        var answer = await Json(await Client.PostAsync("/predict", Body(TwoClasses.Red(99)), Token), HttpStatusCode.OK);

        var prediction = answer.GetProperty("predictions")[0];
        Assert.Equal("m.onnx", answer.GetProperty("model").GetString());
        Assert.Equal(TwoClasses.Rose, prediction.GetProperty("label").GetString());
        Assert.True(prediction.GetProperty("isSure").GetBoolean());
        Assert.Equal(1, prediction.GetProperty("top").EnumerateArray().Sum(item => item.GetProperty("probability").GetDouble()), 1e-5);
    }

    [Fact]
    public async Task It_says_what_predict_says()
    {
        var path = served.Classes.Folder.Write("one.png", TwoClasses.Blue(77));
        var expected = JsonDocument.Parse(GraftProcess.RunIn(served.Classes.Folder.Path, "predict", "m.onnx", "one.png", "--format", "json").Succeeded().Output).RootElement.GetProperty("predictions")[0];

        var actual = (await Json(await Client.PostAsync("/predict?top=1", Body(await File.ReadAllBytesAsync(path, Token)), Token), HttpStatusCode.OK)).GetProperty("predictions")[0];

        Assert.Equal(expected.GetProperty("label").GetString(), actual.GetProperty("label").GetString());
        Assert.Equal(expected.GetProperty("probability").GetDouble(), actual.GetProperty("probability").GetDouble(), 1e-6);
        Assert.Equal(1, actual.GetProperty("top").GetArrayLength());
    }

    [Fact]
    public async Task Several_photos_in_a_form_are_answered_in_order_and_bad_ones_in_their_place()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(TwoClasses.Red(1)), "photo", "빨강 1.png" },
            { new ByteArrayContent([1, 2, 3]), "photo", "../../etc/passwd" },
            { new ByteArrayContent([]), "photo", "empty.png" },
            { new ByteArrayContent(TwoClasses.Blue(2)), "other", "b.png" },
            { new StringContent("no file"), "note" },
        };

        var predictions = (await Json(await Client.PostAsync("/predict", form, Token), HttpStatusCode.OK)).GetProperty("predictions").EnumerateArray().ToList();

        Assert.Equal(4, predictions.Count);
        Assert.Equal(TwoClasses.Rose, predictions[0].GetProperty("label").GetString());
        Assert.Equal("../../etc/passwd", predictions[1].GetProperty("file").GetString());
        Assert.Equal(415, predictions[1].GetProperty("error").GetProperty("status").GetInt32());
        Assert.Equal("The image cannot be read: the file is empty.", predictions[2].GetProperty("error").GetProperty("detail").GetString());
        Assert.Equal(TwoClasses.Sky, predictions[3].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("", 400, "The body is empty; send an image file, or a form with files.")]
    [InlineData("no image at all", 415, "The image cannot be read: it is not an image of a known kind.")]
    public async Task A_body_that_is_no_photo_is_a_problem(string body, int status, string detail) =>
        AssertProblem(await Client.PostAsync("/predict", Body(Encoding.UTF8.GetBytes(body)), Token), status, detail);

    [Fact]
    public async Task A_photo_that_was_cut_off_is_a_problem() =>
        AssertProblem(await Client.PostAsync("/predict", Body(TwoClasses.Red(1)[..200]), Token), 422, "The image cannot be read: the PNG data is damaged, incomplete or of a kind that is not supported.");

    [Fact]
    public async Task A_file_that_is_too_long_is_a_problem_before_it_is_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = Body(new byte[21_000_000]) };
        request.Headers.ExpectContinue = true;
        AssertProblem(await Client.SendAsync(request, Token), 413, "The image file is longer than 20 MB.");
    }

    [Fact]
    public async Task A_decompression_bomb_is_a_problem() => AssertProblem(
        await Client.PostAsync("/predict", Body(Bombs.Png(40_000, 40_000)), Token), 413, "The image cannot be read: its 40,000 x 40,000 pixels are more than the limit of 178,000,000.");

    [Theory]
    [InlineData("top=0")]
    [InlineData("top=x")]
    [InlineData("top=1&top=2")]
    public async Task A_bad_number_of_classes_is_a_problem(string query) => AssertProblem(
        await Client.PostAsync($"/predict?{query}", Body(TwoClasses.Red(1)), Token), 400, "The parameter 'top' must be one whole number of at least 1.");

    [Fact]
    public async Task A_form_without_an_end_is_a_problem()
    {
        var content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\nabc"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        AssertProblem(await Client.PostAsync("/predict", content, Token), 400, "The form is damaged or was cut off.");
    }

    [Fact]
    public async Task A_form_without_a_photo_is_a_problem()
    {
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        AssertProblem(await Client.PostAsync("/predict", form, Token), 400, "There is no photo in the form; send at least one file.");
    }

    [Fact]
    public async Task Too_many_photos_at_once_are_a_problem()
    {
        using var form = new MultipartFormDataContent();
        for (var i = 0; i < 17; i++)
            form.Add(new ByteArrayContent(TwoClasses.Red(i)), "photo", $"{i}.png");
        AssertProblem(await Client.PostAsync("/predict", form, Token), 413, "A request takes at most 16 photos; send more than one request.");
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem()
    {
        AssertProblem(await Client.GetAsync("/nothing", Token), 404, "There is nothing at this address; /openapi.json says what there is.");
        AssertProblem(await Client.GetAsync("/../../etc/passwd", Token), 404, "There is nothing at this address; /openapi.json says what there is.");
        AssertProblem(await Client.DeleteAsync("/predict", Token), 405, "DELETE is not possible here; /openapi.json says what is.");
    }

    [Fact]
    public async Task Other_host_names_and_other_sites_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/model") { Headers = { Host = "evil.example" } };
        AssertProblem(await Client.SendAsync(request, Token), 421, "This server answers to localhost and 127.0.0.1 only.");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = Body(TwoClasses.Red(1)) };
        post.Headers.Add("Sec-Fetch-Site", "cross-site");
        AssertProblem(await Client.SendAsync(post, Token), 403, "Pages of other sites may not ask here.");
    }

    [Fact]
    public async Task Model_health_and_description_are_there()
    {
        var model = await Json(await Client.GetAsync("/model", Token), HttpStatusCode.OK);
        Assert.Equal([TwoClasses.Sky, TwoClasses.Rose], model.GetProperty("classes").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("resnet18", model.GetProperty("backbone").GetString());
        Assert.Equal(18, model.GetProperty("trainedOn").GetInt32());
        Assert.Equal("ok", (await Json(await Client.GetAsync("/health", Token), HttpStatusCode.OK)).GetProperty("status").GetString());

        var description = await Json(await Client.GetAsync("/openapi.json", Token), HttpStatusCode.OK);
        Assert.Equal(["/predict", "/model", "/photos/{row}", "/health"], description.GetProperty("paths").EnumerateObject().Select(path => path.Name));
        Assert.Equal(GraftVersion.Text, description.GetProperty("info").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Every_answer_forbids_browsers_what_they_need_not_do()
    {
        foreach (var path in new[] { "/", "/app.js", "/model", "/nothing" })
        {
            var headers = (await Client.GetAsync(path, Token)).Headers;
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", Assert.Single(headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
            Assert.False(headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task The_training_photos_most_like_a_photo_come_with_its_answer()
    {
        var answer = await Json(await Client.PostAsync("/predict", Body(TwoClasses.Blue(4)), Token), HttpStatusCode.OK);

        var neighbors = answer.GetProperty("predictions")[0].GetProperty("neighbors").EnumerateArray().ToList();
        Assert.Equal(6, neighbors.Count);
        Assert.All(neighbors, item => Assert.Equal(TwoClasses.Sky, item.GetProperty("class").GetString()));
        // The photo itself is one of them.
        Assert.Equal(1, neighbors[0].GetProperty("similarity").GetDouble(), 1e-6);
        var photo = await Client.GetAsync($"/photos/{neighbors[0].GetProperty("row").GetInt32()}", Token);
        Assert.Equal("image/jpeg", photo.Content.Headers.ContentType?.MediaType);
        Assert.Equal((40, 40), ImageReader.Decode(await photo.Content.ReadAsByteArrayAsync(Token), "thumbnail") is var small ? (small.Width, small.Height) : default);
        AssertProblem(await Client.GetAsync("/photos/1000", Token), 404, "There is no such photo any more.");
        AssertProblem(await Client.GetAsync("/photos/..%2F..%2Fetc%2Fpasswd", Token), 404, "There is nothing at this address; /openapi.json says what there is.");
    }

    [Fact]
    public async Task A_photo_between_the_classes_is_said_to_be_unsure()
    {
        // From red to blue; somewhere on the way the classifier does not know.
        var sure = new List<bool>();
        for (var i = 0; i <= 20; i++)
        {
            var color = new RgbColor((byte)(210 - 7.5 * i), (byte)(30 + 4.5 * i), (byte)(60 + 8 * i));
            var answer = await Json(await Client.PostAsync("/predict", Body(TestImages.PngOf(color, i)), Token), HttpStatusCode.OK);
            var prediction = answer.GetProperty("predictions")[0];
            var top = prediction.GetProperty("top").EnumerateArray().Select(item => item.GetProperty("probability").GetDouble()).ToArray();
            sure.Add(prediction.GetProperty("isSure").GetBoolean());
            Assert.Equal(top[0] >= 0.5 && top[0] - top[1] >= 0.2, sure[^1]);
        }

        Assert.Contains(true, sure);
    }

    [Fact]
    public async Task Many_at_once_get_each_their_own_answer()
    {
        using var gate = new SemaphoreSlim(24);
        var labels = await Task.WhenAll(Enumerable.Range(0, 120).Select(async i =>
        {
            await gate.WaitAsync(Token);
            try
            {
                var answer = await Json(await Client.PostAsync("/predict?top=1", Body(i % 3 == 0 ? TwoClasses.Red(i) : TwoClasses.Blue(i)), Token), HttpStatusCode.OK);
                return answer.GetProperty("predictions")[0].GetProperty("label").GetString();
            }
            finally
            {
                gate.Release();
            }
        }));

        Assert.Equal(Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? TwoClasses.Rose : TwoClasses.Sky), labels);
    }

    [Fact]
    public async Task A_sender_who_goes_away_harms_nobody()
    {
        for (var i = 0; i < 5; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(served.Server.Address.Host, served.Server.Address.Port, Token);
            await socket.GetStream().WriteAsync("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nabc"u8.ToArray(), Token);
        }

        await A_photo_as_the_body_is_answered();
    }

    internal static ByteArrayContent Body(byte[] content) => new(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    internal static async Task<JsonElement> Json(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    internal static void AssertProblem(HttpResponseMessage response, int status, string detail)
    {
        var text = response.Content.ReadAsStringAsync(Token).Result;
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal("about:blank", problem.GetProperty("type").GetString());
    }
}
