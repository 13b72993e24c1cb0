using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Graft.Tests.Support;

/// <summary>Small classifiers with reports, and reports as Python's HTML parser reads them.</summary>
internal static class ReportPages
{
    private const string Script = """
        import json, sys
        from html.parser import HTMLParser
        class Page(HTMLParser):
            void = {"meta", "img", "br", "link"}
            def __init__(self):
                super().__init__()
                self.open, self.tags, self.data, self.names, self.text, self.titles, self.addresses = [], {}, [], [], [], [], []
            def handle_starttag(self, tag, attributes):
                attributes = dict(attributes)
                self.tags[tag] = self.tags.get(tag, 0) + 1
                self.addresses += [attributes[name] for name in ("href", "src", "action", "xmlns", "xlink:href", "srcset", "poster", "data") if name in attributes]
                assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
                if tag not in self.void:
                    self.open.append((tag, attributes, []))
            def handle_startendtag(self, tag, attributes):
                self.handle_starttag(tag, attributes)
                if tag not in self.void:
                    self.handle_endtag(tag)
            def handle_endtag(self, tag):
                opened, attributes, text = self.open.pop()
                assert opened == tag, (opened, tag)
                text = "".join(text)
                if "data-place" in attributes:
                    self.data.append([attributes["data-place"], attributes.get("value"), text])
                if tag == "bdi":
                    self.names.append(text)
                if tag == "title":
                    self.titles.append(text)
                if tag not in ("style", "script", "title") and self.open:
                    self.open[-1][2].append(text)
            def handle_data(self, text):
                if self.open:
                    self.open[-1][2].append(text)
                    if self.open[-1][0] not in ("style", "script"):
                        self.text.append(text)
        page = Page()
        page.feed(open(sys.argv[1], encoding="utf-8").read())
        page.close()
        assert not page.open, page.open
        print(json.dumps({"tags": page.tags, "data": page.data, "names": page.names, "titles": page.titles, "addresses": page.addresses, "text": " ".join("".join(page.text).split())}))
        """;

    /// <summary>Elements (<c>tags</c>, counted), numbers (<c>data</c>: place, value, text), <c>names</c>, <c>titles</c>, <c>addresses</c> and <c>text</c>.</summary>
    public static JsonElement Parse(string path) => Oracle.Python("html.parser", Script, path);

    /// <summary>A classifier of these rows, a quarter of which is kept for the test.</summary>
    public static ClassifierFile Train(IFeatureRows rows, double c = 1)
    {
        var result = ClassifierTraining.Run(rows, new TrainingOptions { Candidates = [new LogisticRegressionOptions { C = c }] });
        return new ClassifierFile(result.Classifier, result.Record, result.SeenRows);
    }

    public static ClassifierReport Report(ClassifierFile classifier, IFeatureRows rows, ReportOptions? options = null) => ClassifierReport.Of(classifier, rows, options);

    /// <summary>The rows that a classifier is tested on.</summary>
    public static ImmutableArray<int> Unseen(ClassifierFile classifier, IFeatureRows rows) => classifier.SeenRows.Unseen(rows);

    /// <summary>Classes that overlap, with given names.</summary>
    public static FeatureSet Named(ImmutableArray<string> names, int rowsPerClass = 16) =>
        TestFeatures.Make(rowsPerClass * names.Length, 12, names.Length, 3) is var set
            ? new FeatureSet(set.Features.ToArray(), set.Labels, names, set.Paths, set.Recipe)
            : null!;

    /// <summary>Asserts that each number on a page is that of a JSON at its place, all its digits and what is shown of them; returns the places.</summary>
    public static HashSet<string> AssertNumbers(JsonElement page, JsonElement json)
    {
        var places = new HashSet<string>();
        foreach (var number in page.GetProperty("data").EnumerateArray())
        {
            var (place, exact, text) = (number[0].GetString()!, number[1].GetString(), number[2].GetString()!);
            var value = At(json, place).GetDouble();
            places.Add(place);
            if (exact is not null)
                Assert.Equal(value, double.Parse(exact, CultureInfo.InvariantCulture));
            var (shown, tolerance) = Shown(text);
            Assert.True(Math.Abs(value - shown) <= tolerance, $"{place}: {value} is shown as {text}");
        }

        return places;
    }

    /// <summary>What is at a place such as <c>classes.7.recall</c>.</summary>
    public static JsonElement At(JsonElement json, string place) =>
        place.Split('.').Aggregate(json, (element, name) => element.ValueKind == JsonValueKind.Array ? element[int.Parse(name, CultureInfo.InvariantCulture)] : element.GetProperty(name));

    /// <summary>A number as it is shown, and how far from it the whole number may be.</summary>
    private static (double Value, double Tolerance) Shown(string text)
    {
        if (text == "fewer than 1 of 1,000")
            return (0, 0.00096);
        if (text.Split(" of ") is [var part, var all])
            return (Number(part) / Number(all), 0.501 / Number(all));
        if (text.EndsWith('%'))
            return (Number(text[..^1]) / 100, 0.00051);
        if (text.EndsWith(" points", StringComparison.Ordinal) || text[0] is '+' or '−' or '±')
            return (Number(text.Split(' ')[0].Replace('−', '-').TrimStart('±')) / 100, 0.00051);
        var (digits, power) = text.Split('e') is [var before, var after] ? (before, Math.Pow(10, int.Parse(after, CultureInfo.InvariantCulture))) : (text, 1);
        return (Number(text), digits.Contains('.') ? 0.51 * Math.Pow(10, -(digits.Length - digits.IndexOf('.') - 1)) * power : 1e-9);
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Any, CultureInfo.InvariantCulture);
}
