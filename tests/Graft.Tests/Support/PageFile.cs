namespace Graft.Tests.Support;

/// <summary>Pages in files, as Chromium sees them.</summary>
internal static class PageFile
{
    /// <summary>
    /// The document after its scripts have run; fails the test when anything went to the console, such as a script error or
    /// what the page's Content-Security-Policy forbade.
    /// </summary>
    public static string Document(TempFolder folder, string path, bool isDark = false)
    {
        var (output, error) = Oracle.ToolWithErrors(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr", "--window-size=1400,900",
            $"--user-data-dir={folder["browser"]}", $"--blink-settings=preferredColorScheme={(isDark ? 0 : 1)}", "--virtual-time-budget=3000", "--dump-dom", $"file://{path}");
        Assert.DoesNotContain("CONSOLE", error);
        return output;
    }

    /// <summary>
    /// Runs a script on a page that is shown so many pixels wide, and returns the text that it leaves. The page is in a frame:
    /// Chromium's window is never narrower than 500 pixels.
    /// </summary>
    /// <param name="folder">For the page around it.</param>
    /// <param name="path">The page.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="script">An expression of the page's <c>view</c>, a window.</param>
    /// <param name="isDark">Whether the reader prefers a dark page.</param>
    public static string Ask(TempFolder folder, string path, int width, string script, bool isDark = false)
    {
        var content = File.ReadAllText(path).Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
        var outer = folder.Write("around.html", $$"""
            <!DOCTYPE html><meta charset="utf-8"><p id="answer"></p>
            <iframe id="frame" width="{{width}}" height="900" srcdoc="{{content}}"></iframe>
            <script>onload = () => { const view = document.getElementById("frame").contentWindow; const answer = String({{script}}); document.getElementById("frame").remove(); document.getElementById("answer").textContent = answer; };</script>
            """);
        var document = Document(folder, outer, isDark);
        var start = document.IndexOf("<p id=\"answer\">", StringComparison.Ordinal) + "<p id=\"answer\">".Length;
        return document[start..document.IndexOf("</p>", start, StringComparison.Ordinal)];
    }
}
