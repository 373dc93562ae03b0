using System.Globalization;
using AzMigrate.Samples;

// rvtools COUNT PATH | csv COUNT PATH | samples FOLDER
switch (args)
{
    case ["rvtools", var count, var path]:
        using (var stream = File.Create(path))
            RVToolsWorkbook.Write(stream, LargeEstate.Machines(int.Parse(count, CultureInfo.InvariantCulture)));
        return 0;
    case ["csv", var count, var path]:
        using (var stream = File.Create(path))
            TemplateCsv.Write(stream, LargeEstate.Machines(int.Parse(count, CultureInfo.InvariantCulture)));
        return 0;
    case ["samples", var folder]:
        using (var stream = File.Create(Path.Combine(folder, "rvtools-sample.xlsx")))
            RVToolsWorkbook.Write(stream, SampleEstate.Machines());
        using (var stream = File.Create(Path.Combine(folder, "azure-migrate-sample.csv")))
            TemplateCsv.Write(stream, SampleEstate.TemplateMachines());
        return 0;
    default:
        Console.Error.WriteLine("Usage: rvtools COUNT PATH | csv COUNT PATH | samples FOLDER");
        return 2;
}
