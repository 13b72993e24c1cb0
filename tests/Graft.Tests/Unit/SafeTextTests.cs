using System.Text.Json;
using Graft.Cli.Output;

namespace Graft.Tests.Unit;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("red\u001b[31m", "red\\u001b[31m")]
    [InlineData("a\nb\tc\r\0", "a\\u000ab\\u0009c\\u000d\\u0000")]
    [InlineData("\u009b31m\u007f", "\\u009b31m\\u007f")]
    [InlineData("gpj.\u202eexe", "gpj.\\u202eexe")]
    [InlineData("\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069", "\\u202a\\u202b\\u202c\\u202d\\u2066\\u2067\\u2068\\u2069")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("<b>[red]x[/] & \"y\" 'z'", "<b>[red]x[/] & \"y\" 'z'")]
    [InlineData("Gänseblümchen 花 🌼👩‍🌾 שושנה", "Gänseblümchen 花 🌼👩‍🌾 שושנה")]
    public void A_name_is_harmless_text_on_one_line(string name, string expected) => Assert.Equal(expected, SafeText.Line(name));

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_its_code()
    {
        Assert.Equal("\\ud83ca", SafeText.Line("\ud83ca"));
        Assert.Equal("a\\udf3c", SafeText.Line("a\udf3c"));
        Assert.Equal("\\udf3c\\ud83c", SafeText.Line("\udf3c\ud83c"));
    }

    [Theory]
    [InlineData("שושנה", true)]
    [InlineData("وردة 2", true)]
    [InlineData("rose", false)]
    [InlineData("花 🌼", false)]
    public void Names_from_right_to_left_are_set_apart_on_a_terminal_and_nowhere_else(string name, bool isSetApart)
    {
        Assert.Equal(isSetApart ? $"\u2068{name}\u2069" : name, SafeText.Name(name, isTerminal: true));
        Assert.Equal(name, SafeText.Name(name, isTerminal: false));
    }

    [Fact]
    public void Json_holds_no_control_character_and_says_the_same()
    {
        var text = "a\u001b\u009b\u202e\u2028\n\0\u007f🌼<b>\"é";
        using var output = new StringWriter();
        Json.Write(output, new { Name = text, Half = "\ud83cx" });

        Assert.DoesNotContain(output.ToString(), character => character != '\n' && (char.IsControl(character) || character is '\u202e' or '\u2028'));
        using var document = JsonDocument.Parse(output.ToString());
        Assert.Equal(text, document.RootElement.GetProperty("name").GetString());
        // Half a pair is no text, and becomes what stands for that.
        Assert.Equal("\ufffdx", document.RootElement.GetProperty("half").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_has_a_line_for_each_row_and_its_columns_align_whatever_the_names_are(bool isTerminal)
    {
        string[] names = ["rose", "a\nb\t\u001b[2J", "[red]x[/]", "<b>", "x\u202ey", "שושנה", "وردة", "花", "🌼"];
        using var output = new StringWriter();
        TextTable.Write(output, isTerminal, ["class ", "support"], names.Select((name, i) => new[] { name, $"{1000 + i}" }));
        var lines = output.ToString().Split('\n').Where(line => line.Contains("100", StringComparison.Ordinal)).ToArray();

        Assert.Equal(names.Length, lines.Length);
        Assert.DoesNotContain(output.ToString(), character => character != '\n' && char.IsControl(character));
        Assert.DoesNotContain('\u202e', output.ToString());
        Assert.Equal(isTerminal, output.ToString().Contains('\u2068'));
        for (var i = 0; i < names.Length; i++)
        {
            Assert.Contains(SafeText.Name(names[i], isTerminal), lines[i]);
            // Where the number begins, in the cells of a terminal: isolates have none, the last two names are two cells wide.
            var before = lines[i][..lines[i].IndexOf($"{1000 + i}", StringComparison.Ordinal)].Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
            var cells = before.Length + (names[i] == "花" ? 1 : 0);
            Assert.Equal(lines[0].IndexOf("1000", StringComparison.Ordinal), cells);
        }
    }
}
