using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Machines of RVTools' tabs. Only vInfo is required.</summary>
internal sealed class RVToolsParser
{
    private readonly string _file;
    private readonly InventoryFileOptions _options;
    private readonly ImportProblems _problems;
    private readonly ImportProgress _progress;
    private readonly KeptText _kept;
    private readonly MachineTabs _tabs;
    private InfoTab? _info;

    public RVToolsParser(string file, InventoryFileOptions options, ImportProblems problems, ImportProgress progress)
    {
        _file = file;
        _options = options;
        _problems = problems;
        _progress = progress;
        _kept = new KeptText(file);
        _tabs = new MachineTabs(_kept, file);
    }

    /// <summary>True when a table's headings are vInfo's.</summary>
    public static bool IsInfo(IReadOnlyList<string?> headings)
    {
        var map = new FieldMap(headings, SheetLayout.Info.Count, SheetLayout.Info.Of);
        return map.Has(SheetLayout.VM)
            && (map.Has(SheetLayout.InfoField.PowerState) || map.Has(SheetLayout.InfoField.Cpus));
    }

    /// <summary>Reads vInfo; first of all tabs.</summary>
    public void ReadInfo(ITable table, FieldMap map, bool datesFrom1904)
    {
        if (!map.Has(SheetLayout.VM))
            throw ImportFailure.ColumnMissing(_file, table.Sheet, "VM");
        _info = new InfoTab(new FieldReader(table, map, _problems), _kept, _options, _file, datesFrom1904);
        while (_info.ReadNext())
            _progress.Row(table.Sheet);
    }

    /// <summary>
    /// Reads another tab where the workbook has it; a tab without headings of its own is as good as none.
    /// </summary>
    public void ReadTab(ITable? table, SheetLayout layout)
    {
        if (table?.ReadHeadings() is not { } headings)
            return;
        var row = new FieldReader(table, new FieldMap(headings, layout.Count, layout.Of), _problems);
        int orphans = 0, ambiguous = 0;
        while (row.Next())
        {
            _progress.Row(table.Sheet);
            row.Target = row.Text(SheetLayout.VM);
            var machine = _info!.Index.Find(row, out var severalFit);
            if (machine is null && severalFit)
                ambiguous++;
            else if (machine is null)
                orphans++;
            else if (!machine.IsLeftOut)
                _tabs.Add(layout, row, machine);
        }
        if (orphans > 0)
        {
            _problems.Warning("Import.RowsWithoutMachine",
                FormattableString.Invariant($"{orphans} rows of {layout.Name} belong to no machine of vInfo."),
                "Export all tabs at the same time, and filter none of them alone.", table.Sheet, null, null);
        }
        if (ambiguous > 0)
        {
            _problems.Warning("Import.RowsAmbiguous",
                FormattableString.Invariant(
                    $"{ambiguous} rows of {layout.Name} fit several machines of vInfo; they are ignored."),
                "Export the tabs with the columns VM ID, VM UUID and VI SDK UUID.", table.Sheet, null, null);
        }
    }

    public InventoryFileResult Result()
    {
        // What is done with is let go of at once: a large estate is never in memory twice.
        _info!.Index.Clear();
        var machines = new List<Machine>(_info.Rows.Count);
        while (_info.Rows.Count > 0)
        {
            var row = _info.Rows.Dequeue();
            if (_tabs.Complete(row) is var machine && IsUsable(machine, row.Row))
                machines.Add(machine);
        }
        return new InventoryFileResult
        {
            Path = _file,
            Format = InventoryFormat.RVTools,
            Machines = machines,
            Problems = _problems.ToList(),
            RowsRead = _info.RowsRead,
            TemplatesLeftOut = _info.TemplatesLeftOut,
            PlaceholdersLeftOut = _info.PlaceholdersLeftOut,
        };
    }

    /// <summary>Rule I1 for cores and memory that no tab tells.</summary>
    private bool IsUsable(Machine machine, int row)
    {
        if (machine.Cores == 0)
        {
            _problems.Error("Import.CoresInvalid", "The number of cores is missing; the row is left out.",
                "Fill in CPUs and import again.", SheetLayout.Info.Name, row, "CPUs", machine.Name);
        }
        if (machine.MemoryMiB == 0)
        {
            _problems.Error("Import.MemoryInvalid", "The memory is missing; the row is left out.",
                "Fill in Memory and import again.", SheetLayout.Info.Name, row, "Memory", machine.Name);
        }
        return machine is { Cores: > 0, MemoryMiB: > 0 };
    }
}
