using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Hosts;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>Makes a machine of a visit's text: a pure function.</summary>
internal static class HostReader
{
    /// <summary>Reads the machine.</summary>
    /// <exception cref="MigrateException"><c>Source.NotLinux</c>, <c>Source.AnswerInvalid</c>.</exception>
    public static VisitedMachine Read(VisitText text, HostAddress host, string source)
    {
        var begin = text["begin"];
        if (begin.Count == 0 || begin[0].Trim() != "Linux")
            throw SshErrors.NotLinux(host, begin.Count > 0 ? VisitText.Shown(begin[0]) : "an unknown system");
        var problems = new Problems(host);
        if (HostHardware.Processors(text) is not var (cores, sockets, model))
            throw SshErrors.AnswerInvalid(host, "/proc/cpuinfo tells no processor" + Ended(text));
        if (HostHardware.MemoryKiB(text["memory"], "MemTotal") is not { } memory || memory < 1024)
            throw SshErrors.AnswerInvalid(host, "/proc/meminfo tells no memory" + Ended(text));
        var system = HostSystem.Read(text);
        var (firmware, secureBoot) = HostHardware.Boot(text, system.Architecture);
        var (kind, hypervisor, maker, product) = HostHardware.Platform(text);
        var (uuid, serial) = HostHardware.Smbios(text);
        var devices = BlockDevices.Read(text);
        var lsblk = LsblkRows.Parse(text["lsblk"]);
        var volumes = HostVolumes.Read(text, devices, lsblk);
        var adapters = HostAdapters.Read(text);
        var name = NameOf(text, host);
        problems.Check(text, devices.Disks.Count, volumes is not null);
        var machine = new Machine
        {
            Id = "",
            Source = source,
            SourceKind = SourceKind.Linux,
            Name = ShortNameOf(text, host),
            HostName = FullNameOf(text) ?? name,
            Kind = kind,
            Hypervisor = hypervisor,
            PowerState = PowerState.On,
            Cores = cores,
            Sockets = sockets,
            ProcessorName = model,
            MemoryMiB = memory / 1024,
            OperatingSystem = system,
            Firmware = firmware,
            SecureBoot = secureBoot,
            Disks = Disks(devices, lsblk, volumes),
            Volumes = volumes,
            NetworkAdapters = adapters,
            PrimaryIPAddress = HostAdapters.Primary(adapters, host.Host),
            SmbiosUuid = uuid,
            SerialNumber = serial,
            Manufacturer = maker,
            Model = product,
        };
        return new VisitedMachine(host, machine, MachineIdOf(text), text.First("boot"), problems.All);
    }

    /// <summary>
    /// The machine id of systemd and D-Bus; null where there is none, or the one of an image not yet started.
    /// </summary>
    public static string? MachineIdOf(VisitText text) =>
        text.First("machine")?.ToLowerInvariant() is { Length: 32 } id && id.All(Uri.IsHexDigit)
        && id.Any(digit => digit != '0')
            ? id : null;

    // The system's disk first: the one that the root is on.
    private static List<MachineDisk> Disks(
        BlockDevices devices, Dictionary<string, Dictionary<string, string>> lsblk,
        IReadOnlyList<MachineVolume>? volumes)
    {
        var root = volumes?.FirstOrDefault(volume => volume.MountPoint == "/")?.DiskNames ?? [];
        return devices.Disks.Select(device =>
        {
            var name = BlockDevices.NameOf(device);
            lsblk.TryGetValue(device.IsMultipath && device.Under.Count > 0 ? device.Under[0] : device.Name,
                out var row);
            return new MachineDisk
            {
                Name = name,
                CapacityBytes = device.SizeBytes,
                Label = Value(row, "MODEL") ?? device.Model,
                Controller = device.IsMultipath ? "multipath" : Value(row, "TRAN"),
                BackingPath = device.IsMultipath ? "/dev/mapper/" + name : "/dev/" + name,
                Uuid = Value(row, "WWN") ?? Value(row, "SERIAL") ?? device.Serial,
            };
        }).OrderBy(disk => root.Contains(disk.Name) ? 0 : 1).ToList();
    }

    /// <summary>The machine's name without its domain.</summary>
    public static string ShortNameOf(VisitText text, HostAddress host)
    {
        var name = NameOf(text, host);
        return name.Any(character => character is not ('.' or (>= '0' and <= '9'))) ? name.Split('.')[0] : name;
    }

    private static string NameOf(VisitText text, HostAddress host) =>
        text["begin"].Count > 1 && text["begin"][1].Trim() is { Length: > 0 } name && IsName(name) ? name : host.Host;

    // Only what is fully qualified tells more than the kernel's name.
    private static string? FullNameOf(VisitText text) =>
        text.First("name") is { } name && IsName(name) && name.Contains('.')
            && !name.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? name.ToLowerInvariant() : null;

    private static bool IsName(string name) =>
        name.Length <= 255 && name.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_');

    private static string? Value(Dictionary<string, string>? row, string column) =>
        row is not null && row.TryGetValue(column, out var value) && value.Length > 0 ? VisitText.Shown(value) : null;

    private static string Ended(VisitText text) =>
        text.HasEnded ? "" : $"; it ended at its section '{VisitText.Shown(text.Last)}'";

    private sealed class Problems(HostAddress host)
    {
        private readonly List<MigrateProblem> _all = [];

        public IReadOnlyList<MigrateProblem> All => _all;

        public void Check(VisitText text, int disks, bool hasVolumes)
        {
            if (!text.HasEnded)
                Add("Source.VisitCutOff", $"{host} did not end its answer in time: it hung at '{VisitText.Shown(text.Last)}'. What came before is kept.",
                    "Look at the host; a network file system that does not answer, or a full disk, may hold it up.");
            if (disks == 0)
                Add("Source.DisksUnknown", $"{host} shows no disk to the user.",
                    "See that /sys and /proc can be read there.");
            if (!hasVolumes && text.HasEnded)
                Add("Source.VolumesUnknown", $"{host} does not tell its file systems.",
                    "Install df (coreutils) there.");
            if (text.First("smbios") == "refused")
                Add("Source.SudoRefused",
                    $"{host} does not let the user read UUID and serial number by sudo without a password.",
                    "Add the line of docs/linux.md to its sudoers, or leave -UseSudo out.");
        }

        private void Add(string code, string message, string remedy) => _all.Add(new MigrateProblem
        {
            Severity = ProblemSeverity.Warning, Code = code, Message = message, Remedy = remedy, Target = host.Key,
        });
    }
}
