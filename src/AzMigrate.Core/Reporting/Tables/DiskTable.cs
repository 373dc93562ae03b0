using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Reporting.Tables;

/// <summary>A disk and the machine that it belongs to.</summary>
internal readonly record struct DiskRow(AssessedMachine Machine, AssessedDisk Disk);

/// <summary>
/// One row a disk, with the headings of Azure Migrate's export: the older ones in their order, then the newer ones.
/// </summary>
internal static class DiskTable
{
    /// <summary>The sheet's name.</summary>
    public const string Name = "All_Assessed_Disks";

    /// <summary>The columns in reading order.</summary>
    public static IReadOnlyList<Column<DiskRow>> Columns { get; } =
    [
        new("Machine", CellFormat.General, row => row.Machine.Machine.Name),
        new("Disk name", CellFormat.General, row => row.Disk.Name),
        new("Azure disk readiness", CellFormat.Readiness, row => Wording.Of(row.Disk.Readiness)),
        new("Recommended disk size SKU", CellFormat.General, row => row.Disk.Sku),
        new(
            "Recommended disk type",
            CellFormat.General,
            row => row.Disk.Type is ManagedDiskType type ? Wording.Of(type) : null),
        new("Azure readiness issues", CellFormat.General, row => Wording.Codes(row.Disk.Findings)),
        new("Data collection issues", CellFormat.General, row => Wording.DataCodes(row.Disk.Notes)),
        new("Monthly cost estimate", CellFormat.Money, row => row.Disk.MonthlyCost),
        new("Source disk size(GB)", CellFormat.Number, row => (double?)row.Disk.SourceSizeGiB),
        new("Target disk size(GB)", CellFormat.Count, row => row.Disk.TargetSizeGiB),
        new("Disk read(MBPS)", CellFormat.Number, row => row.Disk.Observed?.ReadMBps),
        new("Disk write(MBPS)", CellFormat.Number, row => row.Disk.Observed?.WriteMBps),
        new("Disk read(ops/sec)", CellFormat.Number, row => row.Disk.Observed?.ReadOpsPerSecond),
        new("Disk write(ops/sec)", CellFormat.Number, row => row.Disk.Observed?.WriteOpsPerSecond),
        new(
            "Ultra disk provisioned IOPS (Operations/Sec)",
            CellFormat.Count,
            row => Of(row, ManagedDiskType.Ultra, row.Disk.ProvisionedIops)),
        new(
            "Ultra disk provisioned throughput (MBPS)",
            CellFormat.Count,
            row => Of(row, ManagedDiskType.Ultra, row.Disk.ProvisionedMBps)),
        new(
            "Migration Guidance",
            CellFormat.General,
            row => Wording.Joined(row.Disk.Findings.Select(finding => finding.Remedy))),
        new(
            "Premium SSD V2 disk provisioned IOPS (Operations/Sec)",
            CellFormat.Count,
            row => Of(row, ManagedDiskType.PremiumV2, row.Disk.ProvisionedIops)),
        new(
            "Premium SSD V2 disk provisioned throughput (MBPS)",
            CellFormat.Count,
            row => Of(row, ManagedDiskType.PremiumV2, row.Disk.ProvisionedMBps)),
    ];

    private static int? Of(DiskRow row, ManagedDiskType type, int? figure) => row.Disk.Type == type ? figure : null;
}
