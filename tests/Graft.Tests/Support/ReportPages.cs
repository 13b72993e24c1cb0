using System.Collections.Immutable;
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
}
