using ScottPlot;

namespace Graft;

/// <summary>A confusion matrix as a picture: a square for every count, the deeper the larger its share of the row.</summary>
internal static class ConfusionPlot
{
    private const int NameLetters = 22;
    private const double LetterWidth = 6.6;

    // A single mistake among hundreds must be seen.
    private const double LeastOpacity = 0.14;
    private const double StrongOpacity = 0.55;

    /// <summary>Classes of which the names stand on all sides, since the other end is far away.</summary>
    private const int ManyClasses = 30;

    public static string Svg(Evaluation evaluation)
    {
        var (matrix, count) = (evaluation.ConfusionMatrix, evaluation.Classes.Length);
        var names = evaluation.Classes.Select(item => item.Name).ToArray();
        var cell = CellSize(count);
        var shortNames = names.Select(name => PageText.Shorten(name, NameLetters)).ToArray();
        var room = (int)Math.Ceiling(Math.Max(5, shortNames.Max(PageText.Letters)) * LetterWidth) + 18;
        var isLarge = count > ManyClasses;
        // Few short names can be read without turning one's head.
        var isLevel = shortNames.Max(PageText.Letters) * LetterWidth < cell - 6;
        var (left, top) = (room + 22, isLevel ? 44 : room + 22);
        var (right, bottom) = isLarge ? (room, room) : (Math.Max(8, (room + 22) / 8), 8);
        var svg = new SvgPlot(left + cell * count + right, top + cell * count + bottom, new PixelPadding(left, right, bottom, top));
        svg.WithoutAxes();
        svg.Plot.Axes.SetLimits(0, count, count, 0);
        Grid(svg, count);
        var cells = Cells(matrix, count);
        Squares(svg, "right", [.. cells.Where(item => item.True == item.Predicted)], cell, names);
        Squares(svg, "wrong", [.. cells.Where(item => item.True != item.Predicted)], cell, names);
        if (cell >= 15)
        {
            foreach (var item in cells)
            {
                svg.Label(new SvgLabel(NumberText.Count(item.Count), At(item.Predicted + 0.5, item.True + 0.5))
                {
                    Style = item.Opacity > StrongOpacity ? "count strong" : "count",
                    DataPlace = $"confusionMatrix.{item.True}.{item.Predicted}",
                });
            }
        }

        for (var k = 0; k < count; k++)
            Name(svg, names[k], shortNames[k], k, isLarge ? count : 0, isLevel);
        svg.Label(new SvgLabel("true class", plot => new Pixel(10, plot.LastRender.DataRect.VerticalCenter)) { Style = "title", Turn = -90 });
        svg.Label(new SvgLabel("predicted class", plot => new Pixel(plot.LastRender.DataRect.HorizontalCenter, 10)) { Style = "title" });
        return svg.Render(
            $"Confusion matrix of {NumberText.Count(count)} classes: {NumberText.Count(evaluation.CorrectCount)} of {NumberText.Count(evaluation.SampleCount)} photos on the diagonal.",
            isLarge ? "matrix large" : "matrix");
    }

    private static int CellSize(int count) => count switch
    {
        <= 4 => 84,
        <= 8 => 56,
        <= 20 => 34,
        <= ManyClasses => 24,
        _ => 15,
    };

    private static List<Cell> Cells(ConfusionMatrix matrix, int count)
    {
        var cells = new List<Cell>();
        for (var i = 0; i < count; i++)
        {
            var sum = matrix.TrueCount(i);
            for (var j = 0; j < count; j++)
            {
                if (matrix[i, j] > 0)
                    cells.Add(new Cell(i, j, matrix[i, j], LeastOpacity + (1 - LeastOpacity) * matrix[i, j] / sum));
            }
        }

        return cells;
    }

    private static void Squares(SvgPlot svg, string style, List<Cell> cells, int size, string[] names)
    {
        if (cells.Count == 0)
            return;
        var color = svg.Kind(style, k => new SvgMark(Words(cells[k], names)) { Opacity = cells[k].Opacity });
        svg.Plot.Add.Markers(cells.Select(item => item.Predicted + 0.5).ToArray(), cells.Select(item => item.True + 0.5).ToArray(), MarkerShape.FilledSquare, size - 1, color);
    }

    private static string Words(Cell cell, string[] names) =>
        $"true {PageText.Isolate(names[cell.True])}, predicted {PageText.Isolate(names[cell.Predicted])}: {NumberText.Count(cell.Count)}";

    private static void Grid(SvgPlot svg, int count)
    {
        var color = svg.Kind("grid");
        for (var k = 0; k <= count; k++)
        {
            svg.Plot.Add.Line(0, k, count, k).Color = color;
            svg.Plot.Add.Line(k, 0, k, count).Color = color;
        }
    }

    /// <summary>The name of a class beside its row and above its column, and on the other side too where a far side is given.</summary>
    private static void Name(SvgPlot svg, string name, string shortName, int k, int farSide, bool isLevel)
    {
        var title = name == shortName ? null : name;
        Add(0, k + 0.5, -7, 0, "end", 0);
        if (isLevel)
            Add(k + 0.5, 0, 0, -11, "middle", 0);
        else
            Add(k + 0.5, 0, 0, -7, "start", -90);
        if (farSide == 0)
            return;
        Add(farSide, k + 0.5, 7, 0, "start", 0);
        Add(k + 0.5, farSide, 0, 7, "end", -90);

        void Add(double x, double y, int across, int down, string anchor, int turn) => svg.Label(new SvgLabel(shortName, plot => At(x, y)(plot) is var at ? new Pixel(at.X + across, at.Y + down) : default)
        {
            Anchor = anchor,
            Turn = turn,
            Style = "name",
            Title = title,
        });
    }

    private static Func<Plot, Pixel> At(double x, double y) => plot => plot.GetPixel(new Coordinates(x, y));

    private sealed record Cell(int True, int Predicted, int Count, double Opacity);
}
