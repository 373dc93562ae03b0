using System.Text;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using SourceDisk = AzMigrate.Replication.SourceDisk;

namespace AzMigrate.Migration;

/// <summary>Names and SKUs of the disks of a machine that is to be replicated.</summary>
internal static class DiskChoice
{
    private const string DefaultSku = "StandardSSD_LRS";

    // A test's machine has five more, and 64 are the most.
    private const int MaxNameLetters = 59;

    /// <summary>The disks that are copied, in the source's order.</summary>
    public static List<ReplicatedDiskSettings> Of(
        ReplicationRequest request, Machine machine, IReadOnlyList<SourceDisk> disks, string vmName,
        List<MigrateProblem> problems)
    {
        problems.AddRange(request.ExcludeDisk.Where(name => !disks.Any(disk => IsNamed(disk, name)))
            .Select(name => NotExcluded(machine, name)));
        var chosen = new List<ReplicatedDiskSettings>();
        var dataDisk = 0;
        foreach (var disk in disks.Where(disk => !request.ExcludeDisk.Any(name => IsNamed(disk, name))))
        {
            chosen.Add(new ReplicatedDiskSettings
            {
                Key = disk.Key,
                Name = disk.IsOperatingSystemDisk ? vmName + "-osdisk"
                    : FormattableString.Invariant($"{vmName}-datadisk{dataDisk++:00}"),
                IsOperatingSystemDisk = disk.IsOperatingSystemDisk,
                Sku = request.ResourceGroup is null ? null : SkuOf(request, machine, disk, problems),
            });
        }

        return chosen;
    }

    /// <summary>Letters, digits and hyphens of a name, as names of machines in Azure have.</summary>
    public static string Name(string name)
    {
        var clean = new StringBuilder();
        foreach (var letter in name.Split('.')[0])
        {
            if (letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9')
                clean.Append(letter);
            else if (clean.Length > 0 && clean[clean.Length - 1] != '-')
                clean.Append('-');
        }

        var text = clean.ToString(0, Math.Min(clean.Length, MaxNameLetters)).Trim('-');
        return text.Length == 0 ? "machine" : text;
    }

    private static bool IsNamed(SourceDisk disk, string name) =>
        string.Equals(name, disk.Key, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, disk.Name, StringComparison.OrdinalIgnoreCase)
        || string.Equals("/dev/" + name, disk.Name, StringComparison.OrdinalIgnoreCase);

    // Of several machines not each has the disk.
    private static MigrateProblem NotExcluded(Machine machine, string name) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Replication.ExcludeUnknown",
        Message = $"{machine.Name} has no disk '{name}' that could be left out.",
        Remedy = "The plan of -WhatIf lists its disks with their keys and names.",
        Target = machine.Name,
    };

    private static string SkuOf(
        ReplicationRequest request, Machine machine, SourceDisk disk, List<MigrateProblem> problems)
    {
        if (request.DiskSku is { } given)
            return given;
        switch (Recommended(request.Recommendation, machine, disk)?.Type)
        {
            case ManagedDiskType.StandardHdd:
                return "Standard_LRS";
            case ManagedDiskType.Premium:
                return "Premium_LRS";
            case ManagedDiskType.PremiumV2 or ManagedDiskType.Ultra:
                problems.Add(new MigrateProblem
                {
                    Severity = ProblemSeverity.Warning,
                    Code = "Replication.SkuNotUploadable",
                    Message = $"{disk.Name}: Ultra disks and Premium SSD v2 cannot be made of an upload; it becomes Premium SSD.",
                    Remedy = "Convert the disk in Azure after the cutover.",
                    Target = machine.Name,
                });
                return "Premium_LRS";
            default:
                return DefaultSku;
        }
    }

    private static AssessedDisk? Recommended(AssessedMachine? recommendation, Machine machine, SourceDisk disk)
    {
        var known = machine.Disks.FirstOrDefault(each => each.DeviceKey is { } key
            && FormattableString.Invariant($"{key}") == disk.Key)
            ?? machine.Disks.FirstOrDefault(each => each.Label == disk.Name || each.BackingPath == disk.Name);
        return recommendation?.Disks.FirstOrDefault(each => each.Name == known?.Name);
    }
}
