using System.IO.Compression;
using AzMigrate.Discovery.Import;
using AzMigrate.Inventory;
using AzMigrate.Samples;

namespace AzMigrate.Tests.Import;

public sealed class SampleEstateTests
{
    private static readonly string Workbook = Path.Combine(AppContext.BaseDirectory, "samples", "rvtools-sample.xlsx");
    private static readonly string Csv = Path.Combine(AppContext.BaseDirectory, "samples", "azure-migrate-sample.csv");

    [Fact]
    public void The_workbook_is_what_the_generator_writes()
    {
        var written = new MemoryStream();
        RVToolsWorkbook.Write(written, SampleEstate.Machines());

        // Compared unpacked: another version of the runtime may pack the same text in other bytes.
        Assert.Equal(Unpacked(File.OpenRead(Workbook)), Unpacked(written));
    }

    [Fact]
    public void The_generator_writes_the_same_bytes_twice()
    {
        var first = new MemoryStream();
        RVToolsWorkbook.Write(first, SampleEstate.Machines());
        var second = new MemoryStream();
        RVToolsWorkbook.Write(second, SampleEstate.Machines());

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public void The_CSV_is_what_the_generator_writes()
    {
        var written = new MemoryStream();
        TemplateCsv.Write(written, SampleEstate.TemplateMachines());

        Assert.Equal(File.ReadAllBytes(Csv), written.ToArray());
    }

    [Fact]
    public void The_workbook_is_read_as_it_was_meant()
    {
        var result = InventoryFile.Read(Workbook, new InventoryFileOptions(), null, CancellationToken.None);
        var meant = SampleEstate.Machines().ToList();

        Assert.Equal(meant.Count, result.RowsRead);
        Assert.Equal((2, 1), (result.TemplatesLeftOut, result.PlaceholdersLeftOut));
        Assert.Equal(["Import.CoresInvalid", "Import.DuplicateMachine", "Import.OSNameMissing"],
            result.Problems.Select(p => p.Code).Order(StringComparer.Ordinal));
        var expected = meant.Where(m => !m.IsTemplate && !m.IsPlaceholder && m.SameIdAs is null && m.Cpus != "four")
            .ToList();
        Assert.Equal(expected.Select(m => m.Name), result.Machines.Select(m => m.Name));
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].MemoryMiB, result.Machines[i].MemoryMiB);
            Assert.Equal(expected[i].DiskGiB, result.Machines[i].Disks.Select(d => d.CapacityBytes >> 30));
            Assert.Equal(expected[i].Nics, result.Machines[i].NetworkAdapters.Count);
            Assert.Equal(expected[i].OS, result.Machines[i].OperatingSystem.Name);
            Assert.Equal(result.Machines[i].Disks.Count,
                result.Machines[i].Disks.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count());
        }
        Assert.Equal(70, result.Machines.Single(m => m.Name == "backup01").Disks.Count);
        Assert.Equal(Firmware.Uefi, result.Machines.Single(m => m.Name == "app-2008r2-uefi").Firmware);
    }

    [Fact]
    public void The_CSV_is_read_as_it_was_meant()
    {
        var result = InventoryFile.Read(Csv, new InventoryFileOptions(), null, CancellationToken.None);
        var meant = SampleEstate.TemplateMachines().ToList();

        Assert.Equal(meant.Select(m => m.Name), result.Machines.Select(m => m.Name));
        Assert.Equal(meant.Select(m => m.DiskGiB.Count), result.Machines.Select(m => m.Disks.Count));
        Assert.Equal("Import.OSNameMissing", Assert.Single(result.Problems).Code);
    }

    private static SortedDictionary<string, string> Unpacked(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            Assert.Equal(2026, entry.LastWriteTime.Year);
            using var reader = new StreamReader(entry.Open());
            parts.Add(entry.FullName, reader.ReadToEnd());
        }
        return parts;
    }
}
