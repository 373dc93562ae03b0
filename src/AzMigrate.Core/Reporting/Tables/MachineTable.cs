using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Reporting.Tables;

/// <summary>
/// One row a machine, with the headings of the newest Azure Migrate export, so that tools that read it read this.
/// </summary>
internal static class MachineTable
{
    /// <summary>The sheet's name.</summary>
    public const string Name = "All_Assessed_Machines";

    /// <summary>The columns in reading order; the currency code is part of the money headings.</summary>
    public static IReadOnlyList<Column<AssessedMachine>> Columns(AssessmentHeader header)
    {
        var currency = header.Settings.Currency;
        return
        [
            new("Machine", CellFormat.General, row => row.Machine.Name),
            new("VM host", CellFormat.General, row => row.Machine.Placement.Host),
            new("Azure VM readiness", CellFormat.Readiness, row => Wording.Of(row.Readiness)),
            new("Azure readiness issues", CellFormat.General, row => Wording.Codes(row.Findings)),
            new("Data collection issues", CellFormat.General, row => Wording.DataCodes(row.Notes)),
            new("Recommended size", CellFormat.General, row => row.RecommendedSize),
            new($"Compute monthly cost estimate {currency}", CellFormat.Money, row => row.Cost.Compute),
            new($"Storage monthly cost estimate {currency}", CellFormat.Money, row => row.Cost.Storage),
            new(
                $"Estimated monthly savings from Azure Hybrid Benefit for Windows OS {currency}",
                CellFormat.Money,
                row => row.Cost.WindowsHybridBenefitSavings),
            // RHEL and SLES subscriptions are not priced (rule C3), so what bringing them along saves is not known.
            new(
                $"Estimated monthly savings from Azure Hybrid Benefit for Linux OS {currency}",
                CellFormat.Money,
                _ => default),
            new("Security readiness", CellFormat.General, row => SecurityReadiness(header, row)),
            new($"Security monthly cost estimate {currency}", CellFormat.Money, row => SecurityCost(header, row)),
            new("Operating system", CellFormat.General, row => row.Machine.OperatingSystem.DisplayName),
            new("Boot type", CellFormat.General, row => Wording.Of(row.Machine.Firmware)),
            new("Processor", CellFormat.General, row => row.Machine.ProcessorName),
            new("Cores", CellFormat.Count, row => row.Machine.Cores),
            new("Memory(MB)", CellFormat.Count, row => row.Machine.MemoryMiB),
            new("CPU usage(%)", CellFormat.Number, row => row.Observed.CpuPercent),
            new("Memory usage(%)", CellFormat.Number, row => row.Observed.MemoryPercent),
            new("Storage(GB)", CellFormat.Number, StorageGiB),
            new("Standard HDD disks", CellFormat.Count, row => Disks(row, ManagedDiskType.StandardHdd)),
            new("Standard SSD disks", CellFormat.Count, row => Disks(row, ManagedDiskType.StandardSsd)),
            new("Premium disks", CellFormat.Count, row => Disks(row, ManagedDiskType.Premium)),
            new("Premium SSD V2 disks", CellFormat.Count, row => Disks(row, ManagedDiskType.PremiumV2)),
            new("Ultra disks", CellFormat.Count, row => Disks(row, ManagedDiskType.Ultra)),
            new("Disk read(ops/sec)", CellFormat.Number, row => row.Observed.DiskReadOpsPerSecond),
            new("Disk write(ops/sec)", CellFormat.Number, row => row.Observed.DiskWriteOpsPerSecond),
            new("Disk read(MBPS)", CellFormat.Number, row => row.Observed.DiskReadMBps),
            new("Disk write(MBPS)", CellFormat.Number, row => row.Observed.DiskWriteMBps),
            new("Confidence Rating (% of utilization data collected)", CellFormat.Number, row => row.CoveragePercent),
            new("Network adapters", CellFormat.Count, row => row.Machine.NetworkAdapterCount),
            new("IP address", CellFormat.General, IPAddresses),
            new("MAC address", CellFormat.General, MacAddresses),
            new("Network in(MBPS)", CellFormat.Number, row => row.Observed.NetworkInMBps),
            new("Network out(MBPS)", CellFormat.Number, row => row.Observed.NetworkOutMBps),
            new("Group name", CellFormat.General, _ => header.GroupName),
        ];
    }

    private static Cell SecurityCost(AssessmentHeader header, AssessedMachine row)
    {
        if (row.Cost.Security is decimal cost)
            return cost;
        var asked = header.Settings.SecurityOffering == SecurityOffering.Defender && row.RecommendedSize is not null;
        return asked ? Wording.NotPriced : default(Cell);
    }

    // Not ready for Azure is not ready for Defender; the rest of Defender's own requirements is not examined.
    private static Cell SecurityReadiness(AssessmentHeader header, AssessedMachine row)
    {
        if (header.Settings.SecurityOffering == SecurityOffering.None)
            return default;
        return row.Readiness == Readiness.NotReady ? Wording.Of(row.Readiness) : "Not assessed";
    }

    private static Cell StorageGiB(AssessedMachine row)
    {
        var disks = row.Disks;
        double sum = 0;
        for (var i = 0; i < disks.Count; i++)
            sum += disks[i].SourceSizeGiB;
        return disks.Count == 0 ? (double?)null : sum;
    }

    private static Cell Disks(AssessedMachine row, ManagedDiskType type)
    {
        var disks = row.Disks;
        var count = 0;
        for (var i = 0; i < disks.Count; i++)
        {
            if (disks[i].Type == type)
                count++;
        }
        return count;
    }

    private static Cell IPAddresses(AssessedMachine row) =>
        Wording.Joined(row.Machine.NetworkAdapters.SelectMany(adapter => adapter.IPAddresses));

    private static Cell MacAddresses(AssessedMachine row) =>
        Wording.Joined(row.Machine.NetworkAdapters.Select(adapter => adapter.MacAddress).OfType<string>());
}
