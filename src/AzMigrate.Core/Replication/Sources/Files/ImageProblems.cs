using AzMigrate.Inventory;
using AzMigrate.Replication.DiskFormats;

namespace AzMigrate.Replication.Sources.Files;

/// <summary>What stands against images as a machine's disks, and what hints that they are another one's.</summary>
internal static class ImageProblems
{
    private const int AzureSectorBytes = 512;

    public static IEnumerable<MigrateProblem> Of(Machine machine, int index, string disk, IDiskSource opened)
    {
        var name = Path.GetFileName(disk);
        if (opened is DiskImage { LogicalSectorBytes: not AzureSectorBytes and var sector })
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Error, "Replication.SectorSize", machine.Name, FormattableString.Invariant(
                    $"{name} has sectors of {sector} bytes; Azure's disks have {AzureSectorBytes}, ")
                    + "so that no partition would be found.",
                "Make a VHDX with -LogicalSectorSizeBytes 512 and copy the volumes into it, then name that one.");
        }
        if (index < machine.Disks.Count && machine.Disks[index] is { CapacityBytes: var known }
            && known != opened.CapacityBytes)
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Warning, "Replication.DiskSize", machine.Name, FormattableString.Invariant(
                    $"{name} has {opened.CapacityBytes} bytes, and the machine's disk ")
                    + FormattableString.Invariant(
                        $"{machine.Disks[index].Label ?? machine.Disks[index].Name} has {known}."),
                "Check that the images are this machine's and in the order of its disks; "
                    + "a disk that grew since the discovery is well.");
        }
    }

    public static IEnumerable<MigrateProblem> OfList(Machine machine, IReadOnlyList<string> disks)
    {
        foreach (var twice in disks.GroupBy(disk => disk, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Error, "Replication.DiskTwice", machine.Name,
                $"{Path.GetFileName(twice.Key)} is named twice.",
                "Name an image of its own for each disk.");
        }
        if (machine.Disks.Count > 0 && machine.Disks.Count != disks.Count)
        {
            yield return MachineErrors.Problem(
                ProblemSeverity.Warning, "Replication.DiskCount", machine.Name, FormattableString.Invariant(
                    $"The images that are named are {disks.Count}, and the machine has {machine.Disks.Count} disks."),
                "Name an image for each disk that is to be in Azure, that of the operating system first.");
        }
    }
}
