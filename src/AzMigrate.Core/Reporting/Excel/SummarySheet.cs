using AzMigrate.Assessment;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>The first sheet: what the assessment comes to, on one page.</summary>
internal sealed class SummarySheet
{
    private const string Name = "Assessment_Summary";
    private const string WholeNumbers = "#,##0";
    private const int ShownSizes = 10;

    private readonly AssessmentHeader _header;
    private readonly ReportTotals _totals;
    private readonly SummaryGrid _grid = new();
    private readonly SummaryRows _rows;

    private SummarySheet(AssessmentHeader header, ReportTotals totals)
    {
        _header = header;
        _totals = totals;
        _rows = new SummaryRows(_grid);
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
            Charts = sheet._rows.Charts,
            Write = stream => sheet._grid.Write(stream, SummaryRows.Widths, sheet._rows.Charts.Count > 0),
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
        _grid.Put(1, 1, SummaryRows.LastColumn, "Azure migration assessment", CellStyle.Title);
        _grid.Height(1, 36);
        _grid.Put(2, 1, SummaryRows.LastColumn, _header.Name, CellStyle.Subtitle);
        _grid.Height(2, 22);
        _grid.Height(3, 9);
    }

    private void Cards()
    {
        var movable = _totals[Readiness.Ready] + _totals[Readiness.ReadyWithConditions];
        Card(1, 1, $"Total a month, {Currency}", _totals.Total, CellStyle.CardMoney);
        Card(2, 3, "Machines assessed", _totals.Machines, CellStyle.CardCount);
        Card(5, 8, "Can move, some with conditions", Share(movable), CellStyle.CardShare);
        Card(9, 13, $"Hybrid benefit saves a month, {Currency}", _totals.HybridBenefitSavings, CellStyle.CardMoney);
        Card(14, SummaryRows.LastColumn, "Confidence", Wording.Confidence(_header.Summary.ConfidenceStars),
            CellStyle.CardText);
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
        _rows.Section("Assessment", default, default);
        _rows.Fact("Name", _header.Name);
        _rows.Fact("Group", _header.GroupName ?? "None");
        _rows.Fact("Region", Wording.Joined(settings.Location));
        _rows.Fact("Sizing criterion", Wording.Of(settings.SizingCriterion));
        _rows.Fact("Savings option", Wording.Joined(settings.SavingsOption.Select(Wording.Of)));
        _rows.Fact("Price catalogue date", Wording.Date(_header.CatalogDate));
        _rows.Fact("Confidence", Wording.Confidence(_header.Summary.ConfidenceStars));
        if (_header.Summary.CoveragePercent is double coverage)
            _rows.Fact("Utilization data collected", Wording.Figure(coverage) + " %");
        _rows.Skip();
    }

    private void Readinesses()
    {
        _rows.Section("Readiness", "Machines", "Share");
        (Readiness Readiness, string Colour)[] rows =
        [
            (Readiness.Ready, Palette.Green), (Readiness.ReadyWithConditions, Palette.Amber),
            (Readiness.ReadinessUnknown, Palette.Grey), (Readiness.NotReady, Palette.Red),
        ];
        _rows.AddChart(ChartKind.Doughnut, "Readiness of machines", WholeNumbers, rows.Select(row =>
            new ChartPoint(Wording.Of(row.Readiness), _totals[row.Readiness], row.Colour)));
        foreach (var (readiness, _) in rows)
            _rows.Figures(Wording.Of(readiness), _totals[readiness], CellStyle.ValueCount, Share(_totals[readiness]),
                CellStyle.ValueShare);
        _rows.Figures("All machines", _totals.Machines, CellStyle.TotalCount, Share(_totals.Machines),
            CellStyle.TotalShare);
        _rows.Skip();
    }

    private void Costs()
    {
        _rows.Section("Cost", $"{Currency} a month", $"{Currency} a year");
        _rows.AddChart(ChartKind.Column, $"Cost a month, {Currency}", WholeNumbers,
        [
            new("Compute", _totals.Compute, Palette.Azure),
            new("Storage", _totals.Storage, Palette.Teal),
            new("Security", _totals.Security, Palette.Violet),
        ]);
        _rows.Money("Compute", _totals.Compute, CellStyle.ValueMoney);
        _rows.Money("Storage", _totals.Storage, CellStyle.ValueMoney);
        if (_totals.Security is decimal security)
            _rows.Money("Security", security, CellStyle.ValueMoney);
        else
        {
            Cell text = _totals.SecurityNotPriced > 0 ? Wording.NotPriced : "None";
            _rows.Figures("Security", text, CellStyle.ValueMoney, text, CellStyle.ValueMoney);
        }
        _rows.Money("Total", _totals.Total, CellStyle.TotalMoney);
        _rows.Money("Saved by Azure Hybrid Benefit for Windows", _totals.HybridBenefitSavings, CellStyle.ValueMoney);
        _rows.Money("Estimated figures, sum", _totals.EstimatedCost, CellStyle.ValueMoney);
        _rows.Figures("Estimated figures, number", _totals.EstimatedFigures, CellStyle.ValueCount, default,
            CellStyle.Value);
        if (_totals.SecurityNotPriced > 0)
        {
            _rows.Figures(
                "Machines without a security price", _totals.SecurityNotPriced, CellStyle.ValueCount, default,
                CellStyle.Value);
        }
        if (_header.Summary.SizesWithoutCommittedPrice > 0)
        {
            _rows.Figures(
                "Sizes the savings option cannot price",
                _header.Summary.SizesWithoutCommittedPrice,
                CellStyle.ValueCount,
                default,
                CellStyle.Value);
        }
        _rows.Skip();
    }

    private void DiskTypes()
    {
        _rows.Section("Recommended disks", "Disks", $"{Currency} a month");
        _rows.AddChart(ChartKind.Bar, $"Storage by disk type, {Currency} a month", WholeNumbers,
            _totals.ByDiskType.Select(type =>
            new ChartPoint(Wording.Of(type.Key), type.Value.Cost, Palette.Teal)), SummaryRows.LastValueColumn);
        foreach (var type in _totals.ByDiskType)
            _rows.Figures(Wording.Of(type.Key), type.Value.Disks, CellStyle.ValueCount, type.Value.Cost,
                CellStyle.ValueMoney);
        _rows.Figures(
            "All recommended disks",
            _totals.ByDiskType.Values.Sum(type => type.Disks),
            CellStyle.TotalCount,
            _totals.ByDiskType.Values.Sum(type => type.Cost),
            CellStyle.TotalMoney);
        _rows.Skip();
    }

    private void Sizes()
    {
        var sizes = _totals.BySize.OrderByDescending(size => size.Value.Machines)
            .ThenBy(size => size.Key, StringComparer.Ordinal).ToList();
        var rest = sizes.Skip(ShownSizes).ToList();
        _rows.Section("Recommended sizes", "Machines", $"{Currency} a month");
        _rows.AddChart(ChartKind.Bar, "Most frequent sizes, machines", WholeNumbers,
            sizes.Take(ShownSizes).Select(size =>
            new ChartPoint(size.Key, size.Value.Machines, Palette.Azure)));
        foreach (var size in sizes.Take(ShownSizes))
            _rows.Figures(size.Key, size.Value.Machines, CellStyle.ValueCount, size.Value.Cost, CellStyle.ValueMoney);
        if (rest.Count > 0)
        {
            _rows.Figures(
                $"Other sizes ({SheetXml.Text("{0}", rest.Count)})",
                rest.Sum(size => size.Value.Machines),
                CellStyle.ValueCount,
                rest.Sum(size => size.Value.Cost),
                CellStyle.ValueMoney);
        }
        _rows.Figures(
            "All sized machines",
            sizes.Sum(size => size.Value.Machines),
            CellStyle.TotalCount,
            sizes.Sum(size => size.Value.Cost),
            CellStyle.TotalMoney);
        _rows.Skip();
    }

    private void Notes()
    {
        if (_header.Summary.Notes.Count == 0)
            return;
        _rows.Section("Notes", default, default);
        foreach (var note in _header.Summary.Notes)
            _rows.Note($"{note.Message} ({note.Rule})");
    }

    private Cell Share(int machines) =>
        _totals.Machines == 0 ? default(Cell) : Math.Round((decimal)machines / _totals.Machines, 4);
}
