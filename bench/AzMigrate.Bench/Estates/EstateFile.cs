using System.Globalization;
using AzMigrate.Discovery.Import;
using AzMigrate.Inventory;
using AzMigrate.Samples;

namespace AzMigrate.Bench.Estates;

/// <summary>Inventory files of any size, made once.</summary>
internal static class EstateFile
{
    public static string Workbook(int machines) => Made(
        $"rvtools-{Text(machines)}.xlsx", stream => RVToolsWorkbook.Write(stream, LargeEstate.Machines(machines)));

    public static string Csv(int machines) => Made(
        $"template-{Text(machines)}.csv", stream => TemplateCsv.Write(stream, LargeEstate.Machines(machines)));

    /// <summary>The machines of a workbook, templates too, so that there are as many as asked for.</summary>
    public static IReadOnlyList<Machine> Machines(int machines) => InventoryFile.Read(
        Workbook(machines), new InventoryFileOptions { IncludeTemplates = true }, null, CancellationToken.None).Machines;

    private static string Text(int machines) => machines.ToString(CultureInfo.InvariantCulture);

    private static string Made(string name, Action<Stream> write)
    {
        var path = Places.Cached(name);
        if (!File.Exists(path))
        {
            var unfinished = path + ".part";
            using (var stream = File.Create(unfinished))
                write(stream);
            File.Move(unfinished, path);
        }

        return path;
    }
}
