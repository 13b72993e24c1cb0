using Graft.Tests.Support;
using Microsoft.Playwright;

namespace Graft.Tests.EndToEnd;

/// <summary>The page in a browser, as people use it.</summary>
public sealed class ServePageTests(Served served, Browser browser) : IAsyncDisposable
{
    private const int Phone = 390;
    private const int Desktop = 1280;

    private readonly List<string> _complaints = [];
    private IPage? _page;

    public async ValueTask DisposeAsync()
    {
        if (_page is not null)
            await _page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(Phone)]
    [InlineData(Desktop)]
    public async Task A_photo_that_is_dropped_is_answered_with_bars_and_percentages(int width)
    {
        var page = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 844 } });

        await DropAsync(page, ("빨강.png", TwoClasses.Red(5)), ("blue.png", TwoClasses.Blue(6)));

        await Answered(page, 2);
        Assert.Equal(["sky", TwoClasses.Rose], (await page.Locator("article h3").AllInnerTextsAsync()).Order(StringComparer.Ordinal));
        var first = page.Locator("article", new() { HasText = "빨강.png" });
        Assert.Equal(TwoClasses.Rose, await first.Locator("h3").InnerTextAsync());
        Assert.Equal([TwoClasses.Rose, "sky"], await first.Locator(".bars bdi").AllInnerTextsAsync());
        Assert.Matches(@"^\d+\.\d%$", await first.Locator(".percent").First.InnerTextAsync());
        Assert.True(await first.Locator("img.photo").EvaluateAsync<bool>("picture => picture.naturalWidth > 0"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        await ShotAsync(page, $"answers-{width}");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task It_speaks_Korean_where_the_browser_does_and_the_other_language_on_demand()
    {
        var page = await OpenAsync(new() { Locale = "ko-KR" });
        Assert.Equal("ko", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal("사진에 무엇이 있나요?", await page.Locator("#ask-title").InnerTextAsync());
        Assert.Equal("사진 18장으로 학습했고, 2개 클래스를 구별합니다.", await page.Locator("#about").InnerTextAsync());
        await DropAsync(page, ("a.png", TwoClasses.Red(1)));
        await Answered(page, 1);
        Assert.StartsWith($"사진 1장을 보았습니다. {TwoClasses.Rose} ", await page.Locator("#status").InnerTextAsync());
        await ShotAsync(page, "korean");

        await page.Locator("#language").ClickAsync();
        Assert.Equal("What is in your photo?", await page.Locator("#ask-title").InnerTextAsync());
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.StartsWith($"Done: 1 photo. {TwoClasses.Rose} ", await page.Locator("#status").InnerTextAsync());
        Assert.Equal("Photo a.png", await page.Locator("article img.photo").GetAttributeAsync("alt"));
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_in_the_order_of_the_page()
    {
        var page = await OpenAsync(new());
        var order = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            order.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className || document.activeElement.getAttribute('href')"));
        }

        Assert.Equal(["skip", "language", "choose", "camera", "/openapi.json"], order);
    }

    [Fact]
    public async Task Photos_are_chosen_in_the_usual_dialog()
    {
        var page = await OpenAsync(new());
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Locator("#choose").PressAsync("Enter"));
        await chooser.SetFilesAsync(new FilePayload { Name = "blue.png", MimeType = "image/png", Buffer = TwoClasses.Blue(3) });
        await Answered(page, 1);
        Assert.Equal("sky", await page.Locator("article h3").InnerTextAsync());
    }

    [Fact]
    public async Task A_photo_is_pasted()
    {
        var page = await OpenAsync(new());
        await SendAsync(page, "paste", "clipboardData", "ClipboardEvent", ("pasted.png", TwoClasses.Red(3)));
        await Answered(page, 1);
        Assert.Equal(TwoClasses.Rose, await page.Locator("article h3").InnerTextAsync());
    }

    [Fact]
    public async Task The_camera_takes_a_photo()
    {
        var page = await OpenAsync(new() { Permissions = ["camera"] });
        await page.Locator("#camera").ClickAsync();
        await Assertions.Expect(page.Locator("#shoot")).ToBeEnabledAsync();
        await page.Locator("#shoot").ClickAsync();
        await Answered(page, 1);
        Assert.Equal("camera.jpg", await page.Locator("article .file").InnerTextAsync());
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_said()
    {
        var page = await OpenAsync(new());
        await DropAsync(page, ("broken.png", TwoClasses.Red(1)[..100]));
        await Answered(page, 1);
        Assert.Equal("No answer", await page.Locator("article h3").InnerTextAsync());
        Assert.Contains("The image cannot be read: the PNG data is damaged", await page.Locator("article").InnerTextAsync());

        await DropAsync(page, ("notes.txt", "text"u8.ToArray()));
        Assert.Equal("There was no image among that.", await page.Locator("#status").InnerTextAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_has_no_fault_that_axe_finds(ColorScheme scheme)
    {
        var axe = NodeModules.Path("axe-core/axe.min.js");
        // The page forbids scripts from elsewhere; the checker is one.
        var page = await OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });
        await DropAsync(page, ("red.png", TwoClasses.Red(5)), ("broken.png", [1, 2, 3]));
        await Answered(page, 2);
        await ShotAsync(page, $"axe-{scheme}");
        await page.AddScriptTagAsync(new() { Path = axe });
        var violations = await page.EvaluateAsync<string[]>("axe.run().then(result => result.violations.map(found => `${found.id}: ${found.nodes.map(node => node.html).join(' ')}`))");
        Assert.Empty(violations);
    }

    private async Task<IPage> OpenAsync(BrowserNewContextOptions options)
    {
        options.Locale ??= "en-US";
        _page = await browser.OpenAsync(options, _complaints);
        await _page.GotoAsync(served.Server.Address.ToString());
        await Assertions.Expect(_page.Locator("#limits")).Not.ToBeEmptyAsync();
        return _page;
    }

    private static Task DropAsync(IPage page, params (string Name, byte[] Content)[] files) => SendAsync(page, "drop", "dataTransfer", "DragEvent", files);

    /// <summary>What the browser does when files are dropped or pasted.</summary>
    private static async Task SendAsync(IPage page, string kind, string property, string type, params (string Name, byte[] Content)[] files) => await page.EvaluateAsync(
        $$"""
        files => {
          const data = new DataTransfer();
          for (const file of files)
            data.items.add(new File([Uint8Array.from(atob(file.content), c => c.charCodeAt(0))], file.name, {type: file.name.endsWith('.png') ? 'image/png' : 'text/plain'}));
          document.getElementById('drop').dispatchEvent(new {{type}}('{{kind}}', {bubbles: true, cancelable: true, {{property}}: data}));
        }
        """,
        files.Select(file => new { name = file.Name, content = Convert.ToBase64String(file.Content) }).ToArray());

    private static Task Answered(IPage page, int count) => Assertions.Expect(page.Locator("article .file")).ToHaveCountAsync(count, new() { Timeout = 60_000 });

    /// <summary>For looking at: where GRAFT_SCREENSHOTS names a folder.</summary>
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("GRAFT_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
