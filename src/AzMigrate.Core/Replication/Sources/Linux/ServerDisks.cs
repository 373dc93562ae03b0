using System.Globalization;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>One disk of a server.</summary>
/// <param name="Device">The kernel's name of what is read, such as <c>sda</c>, or <c>dm-3</c> of several paths.</param>
/// <param name="Identity">By what it is known again.</param>
/// <param name="Disk">What is told of it.</param>
internal sealed record ServerDisk(string Device, DiskIdentity Identity, SourceDisk Disk);

/// <summary>
/// What a Linux server says of its disks, by the script <c>disks.sh</c>: which there are, whether they can be read, and
/// who writes to them.
/// </summary>
internal sealed record ServerDisks(IReadOnlyList<ServerDisk> Disks, IReadOnlyList<MigrateProblem> Problems)
{
    /// <summary>Reads the answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="known">Keys of the disks that are replicated; none before that.</param>
    /// <param name="leftOut">Keys of those that were left out.</param>
    /// <exception cref="MigrateException"><c>Replication.DisksUnknown</c>: it is not one.</exception>
    public static ServerDisks Read(
        VisitText text, Machine machine, IReadOnlyList<string> known, IReadOnlyList<string> leftOut)
    {
        if (text.First("begin") is null)
            throw NoAnswer(machine, "it has no lsblk (util-linux)");
        if (!text.HasEnded)
            throw NoAnswer(machine, $"the answer ended at '{VisitText.Shown(text.Last)}'");
        var uses = DiskUses.Read(text);
        var (told, problems) = (new List<ServerDisk>(), new List<MigrateProblem>());
        for (var i = 0; i < text.Count("disk"); i++)
        {
            if (ReadDisk(text, i, uses) is { } disk && !told.Exists(other => other.Device == disk.Device))
            {
                told.Add(disk with
                {
                    Disk = disk.Disk with { Problems = [.. ProblemsOf(text, i, disk.Disk, machine)] },
                });
            }
        }

        var disks = known.Count > 0 ? KnownDisks.Find(told, known, leftOut, machine, problems)
            : Named(told, machine);
        if (disks.Count > 0 && !disks.Exists(disk => disk.Disk.IsOperatingSystemDisk))
            disks[0] = disks[0] with { Disk = disks[0].Disk with { IsOperatingSystemDisk = true } };
        return new ServerDisks([.. disks.OrderByDescending(disk => disk.Disk.IsOperatingSystemDisk)], problems);
    }

    /// <summary>The server did not answer, or what it answered is none.</summary>
    public static MigrateException NoAnswer(Machine machine, string what, Exception? cause = null) => new(
        "Replication.DisksUnknown", $"{machine.Name} was asked for its disks: {what}.",
        "See that it is reached, and that the login can run /bin/sh, lsblk and dd there; then run the same command "
        + "again.",
        machine.Name, cause);

    // Under keys by which they are looked for later: what several disks say alike is in none of them.
    private static List<ServerDisk> Named(List<ServerDisk> told, Machine machine) =>
    [
        .. told.Zip(KnownDisks.Distinct([.. told.Select(disk => disk.Identity)]), (disk, identity) => disk with
        {
            Identity = identity,
            Disk = disk.Disk with
            {
                Key = identity.ToString(),
                Problems = identity.IsKnowable ? disk.Disk.Problems
                    : [.. disk.Disk.Problems, Nameless(machine, disk.Disk)],
            },
        }),
    ];

    private static IEnumerable<MigrateProblem> ProblemsOf(VisitText text, int index, SourceDisk disk, Machine machine)
    {
        if (text.Lines("head", index).Count == 0)
            yield return NotReadable(machine, disk.Name);
        if (disk.InUse is not null)
            yield return InUse(machine, disk);
    }

    private static ServerDisk? ReadDisk(VisitText text, int index, DiskUses uses)
    {
        var row = LsblkRows.Parse(text.Lines("disk", index)).Values.FirstOrDefault();
        var tree = LsblkRows.Parse(text.Lines("tree", index));
        if (row is null || !row.TryGetValue("KNAME", out var name) || !IsDevice(name)
            || !row.TryGetValue("SIZE", out var size)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes == 0)
            return null;
        var map = tree.Values.FirstOrDefault(each => Of(each, "TYPE") == "mpath");
        var device = Of(map, "KNAME") ?? name;
        if (!IsDevice(device))
            return null;
        var attributes = text.Lines("attributes", index).Select(line => line.Split(['='], 2))
            .Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1]);
        var identity = new DiskIdentity(
            device, bytes,
            DiskLabel.Of(Head(text.Lines("head", index)))
                ?? (DiskIdentity.Value(Of(row, "UUID")) is { } uuid ? "fs:" + uuid : null),
            DiskIdentity.WwnOf(Of(row, "WWN") ?? attributes["wwid"].Concat(attributes["device/wwid"]).FirstOrDefault()),
            DiskIdentity.Value(Of(row, "SERIAL") ?? attributes["serial"].Concat(attributes["device/serial"])
                .FirstOrDefault()));
        var counters = text.Line("writes", index).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        return new ServerDisk(device, identity, new SourceDisk
        {
            Key = identity.ToString(),
            Name = map is null ? "/dev/" + name : "/dev/mapper/" + Of(map, "NAME"),
            CapacityBytes = bytes,
            ReadBy = "SSH",
            IsOperatingSystemDisk = uses.HoldsRoot(tree.Values),
            InUse = uses.Of(tree.Values),
            WriteStamp = string.Join("/", text.First("boot"), Sectors(counters, 6), Sectors(counters, 13)),
        });
    }

    // The kernel's Documentation/block/stat.rst: the seventh field counts sectors written, the fourteenth those
    // discarded.
    private static string Sectors(string[] counters, int field) => field < counters.Length ? counters[field] : "";

    private static byte[] Head(IReadOnlyList<string> lines)
    {
        var bytes = new List<byte>(DiskLabel.Bytes);
        foreach (var word in lines.SelectMany(line => line.Split([' '], StringSplitOptions.RemoveEmptyEntries))
            .Take(DiskLabel.Bytes))
        {
            if (word.Length != 2 || !byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var value))
                return [];
            bytes.Add(value);
        }

        return [.. bytes];
    }

    // It goes into a command. Memory and floppies are no disks of a server.
    private static bool IsDevice(string name) =>
        name.Length is > 0 and < 64 && name.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
        && !name.StartsWith("zram", StringComparison.Ordinal) && !name.StartsWith("fd", StringComparison.Ordinal);

    private static string? Of(Dictionary<string, string>? row, string column) =>
        row is not null && row.TryGetValue(column, out var value) && value.Length > 0 ? value : null;

    private static MigrateProblem NotReadable(Machine machine, string name) => MachineErrors.Problem(
        ProblemSeverity.Error, "Replication.DiskNotReadable", machine.Name,
        $"The user that logs in at {machine.Name} cannot read {name} with dd and iflag=direct.",
        "Log in as root, put the user into the group disk, or allow it dd by sudo without a password and set "
        + "-UseSudo.");

    private static MigrateProblem Nameless(Machine machine, SourceDisk disk) => MachineErrors.Problem(
        ProblemSeverity.Error, "Replication.DiskNameless", machine.Name,
        $"{disk.Name} of {machine.Name} has nothing by which it would be known again: no partition table, serial "
        + "number or world wide name of its own.",
        "Leave it out with -ExcludeDisk, or give the virtual disk a serial number at its host; a copy of another "
        + "disk's partition table gets an id of its own by sgdisk -G, or by sfdisk --disk-id.");

    private static MigrateProblem InUse(Machine machine, SourceDisk disk) => MachineErrors.Problem(
        ProblemSeverity.Warning, "Replication.DiskInUse", machine.Name,
        $"{disk.Name} of {machine.Name} is {disk.InUse}: it is copied as it is while that writes, so the copy is of no "
        + "one moment. A test or a cutover is not made of it.",
        "Nothing for now. Before the cutover start the server from a rescue system with an SSH server, or mount the "
        + "disk read-only (mount -o remount,ro): the last cycle then sends what differs (docs/linux.md).");
}
