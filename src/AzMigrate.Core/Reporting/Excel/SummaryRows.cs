using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>The rows of the summary, from top to bottom, and beside them the charts, two a line.</summary>
internal sealed class SummaryRows(SummaryGrid grid)
{
    /// <summary>The last of the columns of values.</summary>
    public const int LastValueColumn = 3;

    /// <summary>
    /// The last column of the sheet: twice a gap and the columns below a chart come after the values.
    /// </summary>
    public const int LastColumn = FirstChartColumn + 2 * ChartColumns;

    /// <summary>Widths of the columns in characters.</summary>
    public static readonly double[] Widths =
    [
        38, 18, 20,
        Gap, .. Enumerable.Repeat(ChartColumn, ChartColumns),
        Gap, .. Enumerable.Repeat(ChartColumn, ChartColumns),
    ];

    private const int FirstChartColumn = 5;
    private const int ChartColumns = 6;
    private const int ChartRows = 18;
    private const int FirstRow = 7;
    private const double Gap = 2.5;
    private const double ChartColumn = 10.5;
    private const int MonthsPerYear = 12;
    private const int NoteCharacters = 78;

    private readonly List<Chart> _charts = [];
    private int _row = FirstRow;

    /// <summary>The charts so far.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>Leaves a row free.</summary>
    public void Skip() => _row++;

    /// <summary>Puts a sentence.</summary>
    public void Note(string sentence)
    {
        grid.Put(_row, 1, LastValueColumn, sentence, CellStyle.Note);
        // Rows of merged cells do not grow by themselves.
        var lines = (sentence.Length + NoteCharacters - 1) / NoteCharacters;
        grid.Height(_row++, Math.Min(400, 3 + 13.5 * lines));
    }

    /// <summary>Puts the head of a part.</summary>
    public void Section(string title, Cell second, Cell third)
    {
        grid.Put(_row, 1, title, CellStyle.Section);
        grid.Put(_row, 2, second, CellStyle.SectionFigure);
        grid.Put(_row, 3, third, CellStyle.SectionFigure);
        grid.Height(_row++, 20);
    }

    /// <summary>Puts a named text.</summary>
    public void Fact(string label, Cell value)
    {
        grid.Put(_row, 1, label, CellStyle.Label);
        grid.Put(_row++, 2, LastValueColumn, value, CellStyle.Value);
    }

    /// <summary>Puts a named row of two figures.</summary>
    public void Figures(string label, Cell first, CellStyle firstStyle, Cell second, CellStyle secondStyle)
    {
        var isTotal = firstStyle is CellStyle.TotalCount or CellStyle.TotalMoney;
        grid.Put(_row, 1, label, isTotal ? CellStyle.TotalLabel : CellStyle.Label);
        grid.Put(_row, 2, first, firstStyle);
        grid.Put(_row++, 3, second, secondStyle);
    }

    /// <summary>Puts a named amount a month, and what it is a year.</summary>
    public void Money(string label, decimal month, CellStyle style) =>
        Figures(label, month, style, month * MonthsPerYear, style);

    /// <summary>Adds a chart whose points are the rows that follow.</summary>
    public void AddChart(
        ChartKind kind, string title, string format, IEnumerable<ChartPoint> points, int figureColumn = 2)
    {
        var shown = points.ToList();
        if (shown.Count == 0)
            return;
        var column = FirstChartColumn - 1 + _charts.Count % 2 * (ChartColumns + 1);
        var row = FirstRow - 1 + _charts.Count / 2 * ChartRows;
        _charts.Add(new Chart
        {
            Title = title,
            Kind = kind,
            NumberFormat = format,
            FirstRow = _row,
            LabelColumn = 1,
            FigureColumn = figureColumn,
            Points = shown,
            Place = new ChartPlace(column, row, column + ChartColumns, row + ChartRows - 1),
        });
    }
}
