using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// Finds the disks that are replicated among those that a server has now. A name of the kernel says nothing: a disk
/// that is not known again with certainty is an error, since one disk's content over another's copy would be the worst.
/// </summary>
internal static class KnownDisks
{
    /// <summary>
    /// Leaves out of identities what several disks of the server say alike: copies of a disk have one partition table,
    /// and some controllers give all of their disks one serial number.
    /// </summary>
    public static List<DiskIdentity> Distinct(IReadOnlyList<DiskIdentity> disks) => disks.Select(disk => disk with
    {
        Label = disks.Count(other => other.Label == disk.Label) == 1 ? disk.Label : null,
        Wwn = disks.Count(other => other.Wwn == disk.Wwn) == 1 ? disk.Wwn : null,
        Serial = disks.Count(other => other.Serial == disk.Serial) == 1 ? disk.Serial : null,
    }).ToList();

    /// <summary>The disks, those that are replicated under their keys; others stay under their own.</summary>
    /// <param name="disks">The disks as the server tells them, with all that they say.</param>
    /// <param name="keys">Keys of the replicated disks.</param>
    /// <param name="leftOut">Keys of disks that were left out; one that is not found is no error.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="problems">Gets an error for each replicated disk that is not found with certainty.</param>
    public static List<ServerDisk> Find(
        IReadOnlyList<ServerDisk> disks, IReadOnlyList<string> keys, IReadOnlyList<string> leftOut, Machine machine,
        List<MigrateProblem> problems)
    {
        var found = disks.ToList();
        var taken = new Dictionary<int, string>();
        foreach (var key in keys)
        {
            var known = DiskIdentity.Parse(key);
            var same = SameAs(known);
            if (same.Count == 1 && !taken.ContainsKey(same[0]))
            {
                Take(same[0], key);
            }
            else if (same.Count > 0)
            {
                problems.Add(Uncertain(
                    machine, key, $"{string.Join(" and ", same.Select(index => disks[index].Disk.Name))} may be it"
                        + (same.Count == 1 ? $", which is {DeviceOf(taken[same[0]])} as well" : "")));
            }
            else if (known is not null && disks.FirstOrDefault(disk =>
                disk.Identity.IsSameLabel(known) || disk.Identity.IsSameHardware(known)) is { } other)
            {
                problems.Add(Uncertain(
                    machine, key, $"{other.Disk.Name} is like it and not the same ({other.Identity})"));
            }
            else
            {
                problems.Add(Gone(machine, key, disks));
            }
        }

        foreach (var key in leftOut)
        {
            if (SameAs(DiskIdentity.Parse(key)) is [var only] && !taken.ContainsKey(only))
                Take(only, key);
        }

        return found;

        List<int> SameAs(DiskIdentity? known) => [.. Enumerable.Range(0, disks.Count)
            .Where(index => known is not null && disks[index].Identity.IsSame(known))];

        void Take(int index, string key)
        {
            taken.Add(index, key);
            found[index] = disks[index] with { Disk = disks[index].Disk with { Key = key } };
        }
    }

    private static string DeviceOf(string key) => "/dev/" + key.Split(';')[0];

    private static MigrateProblem Uncertain(Machine machine, string key, string what) => MachineErrors.Problem(
        ProblemSeverity.Error, "Replication.DiskUncertain", machine.Name,
        $"The disk of {machine.Name} that was {DeviceOf(key)} ({key}) is not known again with certainty: {what}. "
        + "Nothing is copied.",
        "Take away what was attached since, such as a clone. If the disk was partitioned anew or changed its size, "
        + "Stop-MigrateReplication, then start the replication again with the disks that are there.");

    private static MigrateProblem Gone(Machine machine, string key, IReadOnlyList<ServerDisk> disks) =>
        MachineErrors.Problem(
            ProblemSeverity.Error, "Replication.DiskGone", machine.Name,
            $"No disk of {machine.Name} is the one that was {DeviceOf(key)} ({key}). There are: "
            + $"{string.Join("; ", disks.Select(disk => disk.Identity.ToString()))}.",
            "See that this is the server that is meant, and that its rescue system has the drivers of its disks. If "
            + "the disk was replaced, Stop-MigrateReplication, then start the replication again with the disks that "
            + "are there.");
}
