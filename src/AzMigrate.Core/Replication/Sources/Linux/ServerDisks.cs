using System.Globalization;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>What a Linux server says of its disks: which there are, whether they can be read, and what is mounted of them.</summary>
internal sealed record ServerDisks(IReadOnlyList<SourceDisk> Disks, IReadOnlyList<MigrateProblem> Problems)
{
    /// <summary>
    /// Asks for disks and mounts, in one line for every shell. It has no quotes of the kind that stand around it, and
    /// nothing from outside.
    /// </summary>
    /// <param name="useSudo">True to try the disks by <c>sudo -n</c>.</param>
    public static string Question(bool useSudo) =>
        "/bin/sh -c 'LC_ALL=C; export LC_ALL; lsblk -b -d -n -r -o NAME,TYPE,SIZE | while read -r name type size; do "
        + "[ \"$type\" = disk ] && [ \"$size\" -gt 0 ] || continue; can=no; "
        + $"{Dd(useSudo)} if=/dev/$name of=/dev/null bs=512 count=1 2>/dev/null </dev/null && can=yes; "
        + "echo \"disk $name $size $can\"; lsblk -n -r -o NAME,MOUNTPOINT \"/dev/$name\" | while read -r part place; do "
        + "[ -z \"$place\" ] || echo \"use $name $place\"; done; done; echo mounts; cat /proc/mounts'";

    /// <summary>The program that reads.</summary>
    public static string Dd(bool useSudo) => useSudo ? "sudo -n dd" : "dd";

    /// <summary>Reads the answer.</summary>
    /// <exception cref="MigrateException"><c>Replication.DisksUnknown</c>: it is not one.</exception>
    public static ServerDisks Read(string answer, Machine machine)
    {
        var lines = answer.Split('\n').Select(line => line.Trim()).ToList();
        var end = lines.IndexOf("mounts");
        if (end < 0)
            throw NoAnswer(machine, "it did not say which disks it has");
        var writable = new HashSet<string>(
            lines.Skip(end + 1).Select(line => line.Split(' ')).Where(parts => parts.Length > 3 && parts[3].Split(',').Contains("rw"))
                .Select(parts => parts[1]), StringComparer.Ordinal);
        var uses = lines.Take(end).Select(line => line.Split([' '], 3)).Where(parts => parts is ["use", _, _])
            .ToLookup(parts => parts[1], parts => parts[2]);
        var (disks, problems) = (new List<SourceDisk>(), new List<MigrateProblem>());
        foreach (var parts in lines.Take(end).Select(line => line.Split(' ')).Where(parts => parts is ["disk", _, _, _]))
        {
            var name = parts[1];
            if (!IsName(name) || name.StartsWith("zram", StringComparison.Ordinal)
                || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                continue;
            disks.Add(new SourceDisk
            {
                Key = name, Name = "/dev/" + name, CapacityBytes = bytes, BaseFile = "/dev/" + name, ReadBy = "SSH",
                IsOperatingSystemDisk = uses[name].Contains("/"),
            });
            if (parts[3] != "yes")
                problems.Add(NotReadable(machine, name));
            if (uses[name].FirstOrDefault(writable.Contains) is { } place)
                problems.Add(InUse(machine, name, place));
        }

        if (disks.Count > 0 && !disks.Exists(disk => disk.IsOperatingSystemDisk))
            disks[0] = disks[0] with { IsOperatingSystemDisk = true };
        return new ServerDisks([.. disks.OrderByDescending(disk => disk.IsOperatingSystemDisk)], problems);
    }

    // It goes into a command.
    private static bool IsName(string name) =>
        name.Length is > 0 and < 64 && name.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9');

    public static MigrateException NoAnswer(Machine machine, string what, Exception? cause = null) => new(
        "Replication.DisksUnknown", $"{machine.Name} was asked for its disks: {what}.",
        "See that it is reached, and that the login can run /bin/sh, lsblk and dd there; then run the same command again.",
        machine.Name, cause);

    private static MigrateProblem NotReadable(Machine machine, string name) => MachineErrors.Problem(
        ProblemSeverity.Error, "Replication.DiskNotReadable", machine.Name,
        $"The user that logs in at {machine.Name} cannot read /dev/{name}.",
        "Log in as root, put the user into the group disk, or allow it dd by sudo without a password and set -UseSudo.");

    private static MigrateProblem InUse(Machine machine, string name, string place) => MachineErrors.Problem(
        ProblemSeverity.Error, "Replication.DiskInUse", machine.Name,
        $"/dev/{name} of {machine.Name} is mounted for writing at {place}: a copy of it would be of no one moment.",
        "Start the server from a rescue system that has an SSH server, mount it read-only (mount -o remount,ro), leave the disk "
        + "out with -ExcludeDisk, or give a snapshot of it by NBD with -Disk.");
}
