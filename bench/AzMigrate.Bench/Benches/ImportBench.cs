using System.IO.Compression;
using System.Xml;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Discovery.Import;
using MiniExcelLibs;

namespace AzMigrate.Bench.Benches;

/// <summary>Reading inventory files, beside reading them with nothing done and beside MiniExcel.</summary>
internal static class ImportBench
{
    public static void Run()
    {
        foreach (var (machines, runs) in ((int, int)[])[(2_000, 3), (35_000, 1)])
        {
            var workbook = EstateFile.Workbook(machines);
            Comparison.Print(
                $"1. Import: RVTools workbook, {machines:#,##0} machines", runs,
                Subject.Of("InventoryFile.Read", nameof(Import), workbook),
                Subject.Of("floor: unzip, XmlReader to the end", nameof(Unpack), workbook),
                Subject.Of("peer: MiniExcel reads all rows", nameof(MiniExcelRead), workbook));
            var csv = EstateFile.Csv(machines);
            Comparison.Print(
                $"1. Import: CSV, {machines:#,##0} machines", runs,
                Subject.Of("InventoryFile.Read", nameof(Import), csv),
                Subject.Of("floor: all bytes read", nameof(ReadBytes), csv));
        }
    }

    public static void Import(string path) => Work.Measure(() => InventoryFile
        .Read(path, new InventoryFileOptions { IncludeTemplates = true }, null, CancellationToken.None).Machines.Count);

    public static void Unpack(string path) => Work.Measure(() =>
    {
        long cells = 0;
        using var package = ZipFile.OpenRead(path);
        foreach (var part in package.Entries.Where(part => part.Name.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var xml = XmlReader.Create(
                part.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
            while (xml.Read())
                cells += xml.NodeType == XmlNodeType.Element && xml.LocalName == "c" ? 1 : 0;
        }

        return cells;
    });

    public static void ReadBytes(string path) => Work.Measure(() => File.ReadAllBytes(path).Length);

    public static void MiniExcelRead(string path) => Work.Measure(() => MiniExcel.GetSheetNames(path)
        .Sum(sheet => MiniExcel.Query(path, useHeaderRow: true, sheetName: sheet)
            .Sum(row => (long)((IDictionary<string, object?>)row).Count)));
}
