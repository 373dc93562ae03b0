using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>R6: more disks than an Azure VM can have, described or announced.</summary>
internal sealed class DiskCountRule() : ReadinessRule("R6")
{
    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        if (facts.Disks.Count <= SourceDisks.Most)
            return;
        findings.Add(NotReady(
            "MoreDisksThanSupported",
            FormattableString.Invariant(
                $"The machine has {facts.Disks.Count} disks; an Azure VM has {SourceDisks.Most} at most."),
            "Merge disks, or move some to other storage."));
    }

    /// <summary>A note where another number was announced than is described.</summary>
    public static AssessmentNote? Note(Machine machine) =>
        machine.Disks.Count > 0 && machine.DiskTotals?.DiskCount is int announced && announced != machine.Disks.Count
            ? new AssessmentNote
            {
                Rule = "R6",
                Code = "NumberOfDisksDiffers",
                Message = FormattableString.Invariant(
                    $"{announced} disks are announced and {machine.Disks.Count} described; the described ones count."),
            }
            : null;
}

/// <summary>R7: disks that are too large, for Azure at all, for an OS disk, or to start from BIOS.</summary>
internal sealed class DiskSizeRule() : ReadinessRule("R7")
{
    private const double LargestDiskGiB = 65536;
    private const double LargestOsDiskGiB = 4095;
    private const double LargestBiosDiskGiB = 2048;

    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        var disks = facts.Disks.Disks;
        foreach (var disk in disks)
        {
            if (disk.SizeGiB > LargestDiskGiB)
            {
                findings.Add(NotReady(
                    "OneOrMoreDisksNotSuitable", $"{Describe(disk)}; Azure's largest disk is 65,536 GiB.",
                    "Split the disk's content over smaller disks."));
            }
        }

        if (disks.Count == 0)
            return;
        if (disks[0].SizeGiB > LargestOsDiskGiB)
        {
            findings.Add(NotReady(
                "OsDiskAbove4095GiB", $"The OS disk is too large: {Describe(disks[0])}; the limit is 4,095 GiB.",
                "Move data from the OS disk to data disks, and shrink it."));
        }

        var bios = facts.Machine.Firmware == Firmware.Bios
            || (facts.Machine.Firmware == Firmware.Unknown && facts.IsImported);
        if (bios && disks[0].SizeGiB > LargestBiosDiskGiB)
        {
            findings.Add(Condition(
                "OsDiskAbove2TiB", $"{Describe(disks[0])}, and BIOS starts from the first 2,048 GiB only.",
                "Check that the OS disk's partitions lie below 2 TiB, or convert the machine to UEFI."));
        }
    }

    private static string Describe(SourceDisk disk) =>
        FormattableString.Invariant($"Disk '{disk.Name}' has {disk.SizeGiB:0.##} GiB");
}
