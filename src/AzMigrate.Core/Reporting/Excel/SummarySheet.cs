using AzMigrate.Assessment;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>The first sheet: what the assessment comes to, on one page.</summary>
internal sealed class SummarySheet
{
    private const string Name = "Assessment_Summary";
    private const string WholeNumbers = "#,##0";
    private const int MonthsPerYear = 12;
    private const int ShownSizes = 10;
    private const int FirstRow = 7;

    // Three columns of values, a gap, and twelve below the charts.
    private const int LastValueColumn = 3;
    private const int FirstChartColumn = 5;
    private const int LastColumn = 16;
    private const int NoteCharacters = 78;

    private static readonly double[] Widths = [38, 18, 20, 2.5, .. Enumerable.Repeat(10.5, LastColumn - FirstChartColumn + 1)];

    private readonly AssessmentHeader _header;
    private readonly ReportTotals _totals;
    private readonly SummaryGrid _grid = new();
    private readonly List<Chart> _charts = [];
    private int _row = FirstRow;

    private SummarySheet(AssessmentHeader header, ReportTotals totals)
    {
        _header = header;
        _totals = totals;
    }

    private string Currency => _header.Settings.Currency;

    /// <summary>The sheet of an assessment whose rows come to the totals.</summary>
    public static SheetPart Of(AssessmentHeader header, ReportTotals totals)
    {
        var sheet = new SummarySheet(header, totals);
        sheet.Lay();
        return new SheetPart
        {
            Name = Name,
            Charts = sheet._charts,
            Write = stream => sheet._grid.Write(stream, Widths, sheet._charts.Count > 0),
        };
    }

    private void Lay()
    {
        Head();
        Cards();
        About();
        Readinesses();
        Costs();
        DiskTypes();
        Sizes();
        Notes();
    }

    private void Head()
    {
        _grid.Put(1, 1, LastColumn, "Azure migration assessment", CellStyle.Title);
        _grid.Height(1, 36);
        _grid.Put(2, 1, LastColumn, _header.Name, CellStyle.Subtitle);
        _grid.Height(2, 22);
        _grid.Height(3, 9);
    }

    private void Cards()
    {
        var movable = _totals[Readiness.Ready] + _totals[Readiness.ReadyWithConditions];
        Card(1, 1, $"Total a month, {Currency}", _totals.Total, CellStyle.CardMoney);
        Card(2, 3, "Machines assessed", _totals.Machines, CellStyle.CardCount);
        Card(5, 8, "Can move, some with conditions", Share(movable), CellStyle.CardShare);
        Card(9, 12, $"Hybrid benefit saves a month, {Currency}", _totals.HybridBenefitSavings, CellStyle.CardMoney);
        Card(13, 16, "Confidence", Wording.Confidence(_header.Summary.ConfidenceStars), CellStyle.CardText);
        _grid.Height(4, 20);
        _grid.Height(5, 34);
        _grid.Height(6, 9);
    }

    private void Card(int column, int lastColumn, string label, Cell value, CellStyle style)
    {
        _grid.Put(4, column, lastColumn, label, CellStyle.CardLabel);
        _grid.Put(5, column, lastColumn, value, style);
    }

    private void About()
    {
        var settings = _header.Settings;
        Section("Assessment", default, default);
        Fact("Name", _header.Name);
        Fact("Group", _header.GroupName ?? "None");
        Fact("Region", Wording.Joined(settings.Location));
        Fact("Sizing criterion", Wording.Of(settings.SizingCriterion));
        Fact("Savings option", Wording.Joined(settings.SavingsOption.Select(Wording.Of)));
        Fact("Price catalogue date", Wording.Date(_header.CatalogDate));
        Fact("Confidence", Wording.Confidence(_header.Summary.ConfidenceStars));
        _row++;
    }

    private void Readinesses()
    {
        Section("Readiness", "Machines", "Share");
        (Readiness Readiness, string Colour)[] rows =
        [
            (Readiness.Ready, Palette.Green), (Readiness.ReadyWithConditions, Palette.Amber),
            (Readiness.ReadinessUnknown, Palette.Grey), (Readiness.NotReady, Palette.Red),
        ];
        Add(ChartKind.Doughnut, "Readiness of machines", WholeNumbers, 0, rows.Select(row =>
            new ChartPoint(Wording.Of(row.Readiness), _totals[row.Readiness], row.Colour)));
        foreach (var (readiness, _) in rows)
            Figures(Wording.Of(readiness), _totals[readiness], CellStyle.ValueCount, Share(_totals[readiness]), CellStyle.ValueShare);
        Figures("All machines", _totals.Machines, CellStyle.TotalCount, Share(_totals.Machines), CellStyle.TotalShare);
        _row++;
    }

    private void Costs()
    {
        Section("Cost", $"{Currency} a month", $"{Currency} a year");
        Add(ChartKind.Column, $"Cost a month, {Currency}", WholeNumbers, 1,
        [
            new("Compute", _totals.Compute, Palette.Azure),
            new("Storage", _totals.Storage, Palette.Teal),
            new("Security", _totals.Security, Palette.Violet),
        ]);
        Money("Compute", _totals.Compute, CellStyle.ValueMoney);
        Money("Storage", _totals.Storage, CellStyle.ValueMoney);
        if (_totals.Security is decimal security)
            Money("Security", security, CellStyle.ValueMoney);
        else
        {
            Cell text = _totals.SecurityNotPriced > 0 ? Wording.NotPriced : "None";
            Figures("Security", text, CellStyle.ValueMoney, text, CellStyle.ValueMoney);
        }
        Money("Total", _totals.Total, CellStyle.TotalMoney);
        Money("Saved by Azure Hybrid Benefit for Windows", _totals.HybridBenefitSavings, CellStyle.ValueMoney);
        Money("Estimated figures, sum", _totals.EstimatedCost, CellStyle.ValueMoney);
        Figures("Estimated figures, number", _totals.EstimatedFigures, CellStyle.ValueCount, default, CellStyle.Value);
        if (_totals.SecurityNotPriced > 0)
        {
            Figures(
                "Machines without a security price", _totals.SecurityNotPriced, CellStyle.ValueCount, default, CellStyle.Value);
        }
        if (_header.Summary.SizesWithoutCommittedPrice > 0)
        {
            Figures(
                "Sizes the savings option cannot price",
                _header.Summary.SizesWithoutCommittedPrice,
                CellStyle.ValueCount,
                default,
                CellStyle.Value);
        }
        _row++;
    }

    private void DiskTypes()
    {
        Section("Recommended disks", "Disks", $"{Currency} a month");
        Add(ChartKind.Bar, $"Storage by disk type, {Currency} a month", WholeNumbers, 2, _totals.ByDiskType.Select(type =>
            new ChartPoint(Wording.Of(type.Key), type.Value.Cost, Palette.Teal)), LastValueColumn);
        foreach (var type in _totals.ByDiskType)
            Figures(Wording.Of(type.Key), type.Value.Disks, CellStyle.ValueCount, type.Value.Cost, CellStyle.ValueMoney);
        Figures(
            "All recommended disks",
            _totals.ByDiskType.Values.Sum(type => type.Disks),
            CellStyle.TotalCount,
            _totals.ByDiskType.Values.Sum(type => type.Cost),
            CellStyle.TotalMoney);
        _row++;
    }

    private void Sizes()
    {
        var sizes = _totals.BySize.OrderByDescending(size => size.Value.Machines)
            .ThenBy(size => size.Key, StringComparer.Ordinal).ToList();
        var rest = sizes.Skip(ShownSizes).ToList();
        Section("Recommended sizes", "Machines", $"{Currency} a month");
        Add(ChartKind.Bar, "Most frequent sizes, machines", WholeNumbers, 3, sizes.Take(ShownSizes).Select(size =>
            new ChartPoint(size.Key, size.Value.Machines, Palette.Azure)));
        foreach (var size in sizes.Take(ShownSizes))
            Figures(size.Key, size.Value.Machines, CellStyle.ValueCount, size.Value.Cost, CellStyle.ValueMoney);
        if (rest.Count > 0)
        {
            Figures(
                $"Other sizes ({SheetXml.Text("{0}", rest.Count)})",
                rest.Sum(size => size.Value.Machines),
                CellStyle.ValueCount,
                rest.Sum(size => size.Value.Cost),
                CellStyle.ValueMoney);
        }
        Figures(
            "All sized machines",
            sizes.Sum(size => size.Value.Machines),
            CellStyle.TotalCount,
            sizes.Sum(size => size.Value.Cost),
            CellStyle.TotalMoney);
        _row++;
    }

    private void Notes()
    {
        if (_header.Summary.Notes.Count == 0)
            return;
        Section("Notes", default, default);
        foreach (var note in _header.Summary.Notes)
        {
            _grid.Put(_row, 1, LastValueColumn, $"{note.Message} ({note.Rule})", CellStyle.Note);
            // Rows of merged cells do not grow by themselves.
            var lines = (note.Message.Length + NoteCharacters) / NoteCharacters;
            _grid.Height(_row++, Math.Min(400, 3 + 13.5 * lines));
        }
    }

    private void Section(string title, Cell second, Cell third)
    {
        _grid.Put(_row, 1, title, CellStyle.Section);
        _grid.Put(_row, 2, second, CellStyle.SectionFigure);
        _grid.Put(_row, 3, third, CellStyle.SectionFigure);
        _grid.Height(_row++, 20);
    }

    private void Fact(string label, Cell value)
    {
        _grid.Put(_row, 1, label, CellStyle.Label);
        _grid.Put(_row++, 2, LastValueColumn, value, CellStyle.Value);
    }

    private void Figures(string label, Cell first, CellStyle firstStyle, Cell second, CellStyle secondStyle)
    {
        var isTotal = firstStyle is CellStyle.TotalCount or CellStyle.TotalMoney;
        _grid.Put(_row, 1, label, isTotal ? CellStyle.TotalLabel : CellStyle.Label);
        _grid.Put(_row, 2, first, firstStyle);
        _grid.Put(_row++, 3, second, secondStyle);
    }

    private void Money(string label, decimal month, CellStyle style) =>
        Figures(label, month, style, month * MonthsPerYear, style);

    private Cell Share(int machines) =>
        _totals.Machines == 0 ? default(Cell) : Math.Round((decimal)machines / _totals.Machines, 4);

    // Two charts a line; the points are the rows that follow.
    private void Add(
        ChartKind kind, string title, string format, int index, IEnumerable<ChartPoint> points, int figureColumn = 2)
    {
        var shown = points.ToList();
        if (shown.Count == 0)
            return;
        var column = FirstChartColumn - 1 + index % 2 * 6;
        var row = FirstRow - 1 + index / 2 * 18;
        _charts.Add(new Chart
        {
            Title = title,
            Kind = kind,
            NumberFormat = format,
            FirstRow = _row,
            LabelColumn = 1,
            FigureColumn = figureColumn,
            Points = shown,
            Place = new ChartPlace(column, row, column + 6, row + 17),
        });
    }
}
