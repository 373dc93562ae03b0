namespace AzMigrate.Tests.Reporting;

/// <summary>The headings of Azure Migrate's export, written down from what public readers of it ask for.</summary>
internal static class AzureHeadings
{
    public static IReadOnlyList<string> Disks { get; } =
    [
        "Machine", "Disk name", "Azure disk readiness", "Recommended disk size SKU", "Recommended disk type",
        "Azure readiness issues", "Data collection issues", "Monthly cost estimate", "Source disk size(GB)",
        "Target disk size(GB)", "Disk read(MBPS)", "Disk write(MBPS)", "Disk read(ops/sec)", "Disk write(ops/sec)",
        "Ultra disk provisioned IOPS (Operations/Sec)", "Ultra disk provisioned throughput (MBPS)",
        "Migration Guidance",
        "Premium SSD V2 disk provisioned IOPS (Operations/Sec)", "Premium SSD V2 disk provisioned throughput (MBPS)",
    ];

    public static IReadOnlyList<string> Machines(string currency) =>
    [
        "Machine", "VM host", "Azure VM readiness", "Azure readiness issues", "Data collection issues",
        "Recommended size",
        "Compute monthly cost estimate " + currency, "Storage monthly cost estimate " + currency,
        "Estimated monthly savings from Azure Hybrid Benefit for Windows OS " + currency,
        "Estimated monthly savings from Azure Hybrid Benefit for Linux OS " + currency, "Security readiness",
        "Security monthly cost estimate " + currency, "Operating system", "Boot type", "Processor", "Cores",
        "Memory(MB)",
        "CPU usage(%)", "Memory usage(%)", "Storage(GB)", "Standard HDD disks", "Standard SSD disks", "Premium disks",
        "Premium SSD V2 disks", "Ultra disks", "Disk read(ops/sec)", "Disk write(ops/sec)", "Disk read(MBPS)",
        "Disk write(MBPS)", "Confidence Rating (% of utilization data collected)", "Network adapters", "IP address",
        "MAC address", "Network in(MBPS)", "Network out(MBPS)", "Group name",
    ];
}
