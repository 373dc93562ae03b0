using AzMigrate.Inventory;
using CsCheck;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Projects;

/// <summary>Machines of every shape, with names that nobody sane would give.</summary>
internal static class Machines
{
    public static readonly string[] HostileNames =
    [
        "'; DROP TABLE machine; --", "\"; DROP TABLE machine", "../../x", "..\\..\\x", "/etc/passwd",
        "=cmd|' /C calc'!A0",
        "🦄 émoji \u202E right-to-left", new string('x', 10_000), "%s%n", "a\0b", "line\nbreak", "*", "?", "[abc]",
        "\uFF21 beyond", "\U0001F984", " ", "NULL", "$1", "ﬀ İ ı ß",
    ];

    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.String[Gen.Char.AlphaNumeric, 1, 12]),
        (1, Gen.Int[0, HostileNames.Length - 1].Select(i => HostileNames[i])));

    private static readonly Gen<string?> MaybeText = Gen.Frequency(
        (1, Gen.Const((string?)null)), (2, Text.Select(t => (string?)t)));

    private static readonly Gen<double?> MaybeNumber =
        Gen.Frequency((1, Gen.Const((double?)null)), (2, Gen.Double[0, 1e6].Select(d => (double?)d)));

    private static readonly Gen<DiskUtilization> Use =
        from read in MaybeNumber
        from write in MaybeNumber
        from readMBps in MaybeNumber
        select new DiskUtilization { ReadOpsPerSecond = read, WriteOpsPerSecond = write, ReadMBps = readMBps };

    private static readonly Gen<MachineDisk> Disk =
        from name in Text
        from bytes in Gen.Long[1, 1L << 50]
        from thin in Gen.Bool
        from use in Use
        select new MachineDisk { Name = name, CapacityBytes = bytes, ThinProvisioned = thin ? true : null,
            Utilization = use };

    private static readonly Gen<NetworkAdapter> Adapter =
        from name in Text
        from network in MaybeText
        from addresses in Text.Array[0, 3]
        select new NetworkAdapter { Name = name, Network = network, IPAddresses = addresses };

    public static readonly Gen<Machine> Any =
        from name in Text
        from native in Text
        from kind in Gen.Enum<SourceKind>()
        from power in Gen.Enum<PowerState>()
        from firmware in Gen.Enum<Firmware>()
        from cores in Gen.Int[1, 512]
        from memory in Gen.Long[1, 1L << 30]
        from os in MaybeText
        from guest in MaybeText
        from disks in Disk.Array[0, 4]
        from adapters in Adapter.Array[0, 3]
        from tags in Gen.Dictionary(Text, Text)[0, 3]
        from cpu in MaybeNumber
        from created in Gen.DateTimeOffset
        from uuid in Gen.Guid
        select new Machine
        {
            Id = "test/" + native, Source = "test", SourceKind = kind, Name = name, PowerState = power,
            Firmware = firmware, Cores = cores, MemoryMiB = memory,
            OperatingSystem = new OperatingSystem { Name = os, GuestName = guest },
            Disks = disks, NetworkAdapters = adapters,
            Tags = new SortedDictionary<string, string>(tags, StringComparer.Ordinal),
            Utilization = new MachineUtilization { CpuPercent = cpu },
            CreatedAt = created.ToUniversalTime(), SmbiosUuid = uuid.ToString("D"), HostName = guest,
        };
}
