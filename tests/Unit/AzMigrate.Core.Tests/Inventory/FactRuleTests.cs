using AzMigrate.Inventory;
using CsCheck;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Inventory;

public sealed class FactRuleTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Machine VMware = Of("vc/1", SourceKind.VMware);
    private static readonly Machine HyperV = Of("hv/1", SourceKind.HyperV);
    private static readonly Machine Linux = Of("lin/1", SourceKind.Linux);
    private static readonly Machine RVTools = Of("rvtools:v/1", SourceKind.RVTools);
    private static readonly Machine Csv = Of("csv/web", SourceKind.Csv);

    [Fact]
    public void M1_the_name_is_the_hypervisors() =>
        Wins(VMware with { Name = "WEB-01" }, Linux with { Name = "web01" }, "Name");

    [Fact]
    public void M2_the_guest_knows_its_own_name_and_address()
    {
        Wins(Linux with { HostName = "web.corp.example" }, VMware with { HostName = "old.corp.example" }, "HostName");
        Wins(Linux with { PrimaryIPAddress = "10.0.0.2" }, VMware with { PrimaryIPAddress = "10.0.0.1" },
            "PrimaryIPAddress");
        Wins(Linux with { Manufacturer = "VMware, Inc." }, VMware, "Manufacturer");
        Wins(Linux with { Model = "VMware7,1" }, VMware, "Model");
        Wins(Linux with { SerialNumber = "VMware-42" }, VMware, "SerialNumber");
    }

    [Fact]
    public void M3_the_operating_system_is_told_by_the_guest_then_the_tools_then_the_configuration()
    {
        var configured = HyperV with { OperatingSystem = new OperatingSystem { Name = "Other Linux (64-bit)" } };
        var tools = VMware with { OperatingSystem =
            new OperatingSystem { Name = "Debian 6", GuestName = "Debian 11" } };
        var guest = Linux with { OperatingSystem = new OperatingSystem { GuestName = "Debian 12", Version = "12.5" } };
        Wins(tools, configured, "OperatingSystem");
        Wins(guest, tools, "OperatingSystem");
        Wins(tools, Linux, "OperatingSystem");
        var architecture = Merged(guest, tools with
        {
            OperatingSystem = new OperatingSystem { Name = "Debian 6", Architecture = OSArchitecture.Arm64 },
        }).Machine.OperatingSystem;
        Assert.Equal(new OperatingSystem { GuestName = "Debian 12", Version = "12.5",
            Architecture = OSArchitecture.Arm64 }, architecture);
    }

    [Fact]
    public void M4_what_is_allocated_the_hypervisor_knows()
    {
        Wins(VMware with { Cores = 8 }, Linux with { Cores = 4 }, "Cores");
        Wins(VMware with { Sockets = 2 }, Linux with { Sockets = 1 }, "Sockets");
        Wins(HyperV with { MemoryMiB = 8192 }, Linux with { MemoryMiB = 7800 }, "MemoryMiB");
        Wins(VMware with { Kind = MachineKind.Virtual }, Linux with { Kind = MachineKind.Physical }, "Kind");
        Wins(VMware with { ProcessorName = "Xeon" }, Linux with { ProcessorName = "QEMU" }, "ProcessorName");
        Wins(VMware with { Hypervisor = "VMware" }, Linux with { Hypervisor = "kvm" }, "Hypervisor");
    }

    [Fact]
    public void M5_the_firmware_is_the_hypervisors()
    {
        Wins(HyperV with { Firmware = Firmware.Uefi }, Linux with { Firmware = Firmware.Bios }, "Firmware");
        Wins(HyperV with { SecureBoot = true }, Linux with { SecureBoot = false }, "SecureBoot");
        Wins(Linux with { Firmware = Firmware.Bios }, VMware, "Firmware");
    }

    [Fact]
    public void M6_the_power_state_is_the_hypervisors() =>
        Wins(VMware with { PowerState = PowerState.Off }, Linux with { PowerState = PowerState.On }, "PowerState");

    [Fact]
    public void M7_virtual_disks_are_the_hypervisors() => Wins(
        VMware with { Disks = [Disk("scsi0:0", 100)] }, Linux with { Disks = [Disk("sda", 99), Disk("sdb", 1)] },
        "Disks");

    [Fact]
    public void M8_what_is_in_use_the_guest_knows()
    {
        Wins(
            Linux with { DiskTotals = new DiskTotals { InUseBytes = 1 } },
            VMware with { DiskTotals = new DiskTotals { InUseBytes = 2 } }, "DiskTotals");
        var machine = Merged(
            VMware with { Disks = [Disk("scsi0:0", 100)] },
            Linux with
            {
                Disks = [Disk("sda", 100)],
                Volumes = [new MachineVolume { MountPoint = "/", CapacityBytes = 1, UsedBytes = 1,
                    DiskNames = ["sda", "md0"] }],
            });
        Assert.Equal(["scsi0:0"], Assert.Single(machine.Machine.Volumes!).DiskNames);
    }

    [Fact]
    public void M9_adapters_are_the_hypervisors_and_their_addresses_the_guests()
    {
        var machine = Merged(
            VMware with
            {
                NetworkAdapters =
                [
                    new NetworkAdapter { Name = "4000", MacAddress = "00:50:56:aa:bb:01", Network = "LAN",
                        IPAddresses = ["10.0.0.9"] },
                    new NetworkAdapter { Name = "4001", MacAddress = "00:50:56:aa:bb:02", IPAddresses = ["10.1.0.9"] },
                ],
            },
            Linux with
            {
                NetworkAdapters =
                [
                    new NetworkAdapter { Name = "ens192", MacAddress = "00-50-56-AA-BB-01",
                        IPAddresses = ["10.0.0.1", "fe80::1"] },
                    new NetworkAdapter { Name = "docker0", MacAddress = "02:42:ac:11:00:02",
                        IPAddresses = ["172.17.0.1"] },
                ],
            });
        Assert.Equal(["4000", "4001"], machine.Machine.NetworkAdapters.Select(adapter => adapter.Name));
        Assert.Equal("LAN", machine.Machine.NetworkAdapters[0].Network);
        Assert.Equal(["10.0.0.1", "fe80::1"], machine.Machine.NetworkAdapters[0].IPAddresses);
        Assert.Equal(["10.1.0.9"], machine.Machine.NetworkAdapters[1].IPAddresses);
        Assert.Equal("vc/1", From(machine, "NetworkAdapters"));
        Assert.Equal("lin/1", From(machine, "NetworkAdapters.IPAddresses"));
        Wins(VMware with { AnnouncedNetworkAdapters = 2 }, Csv with { AnnouncedNetworkAdapters = 1 },
            "AnnouncedNetworkAdapters");
    }

    [Fact]
    public void M10_stated_and_momentary_use_stay_where_only_an_import_has_them()
    {
        Wins(Csv with { Utilization = new MachineUtilization { CpuPercent = 5 } }, VMware, "Utilization");
        Wins(RVTools with { MomentaryUsage = new MomentaryUsage { CpuMHz = 5 } }, VMware, "MomentaryUsage");
    }

    [Fact]
    public void M11_what_only_the_hypervisor_can_know_is_the_hypervisors()
    {
        Wins(HyperV with { Placement = new Placement { Host = "hv7" } }, Linux, "Placement");
        Wins(VMware with { SmbiosUuid = "a" }, Linux with { SmbiosUuid = "b" }, "SmbiosUuid");
        Wins(VMware with { CreatedAt = Morning }, Linux with { CreatedAt = Morning.AddDays(1) }, "CreatedAt");
        Wins(VMware with { SnapshotCount = 2 }, Linux with { SnapshotCount = 0 }, "SnapshotCount");
    }

    [Fact]
    public void M12_tags_are_joined_and_of_two_values_that_of_the_first_record_stands()
    {
        var machine = Merged(
            VMware with { Tags = Tags(("App", "CRM")) }, Csv with { Tags = Tags(("App", "crm?"), ("Tier", "web")) });
        Assert.Equal(Tags(("App", "CRM"), ("Tier", "web")), machine.Machine.Tags);
        Assert.Equal(["vc/1", "csv/web"],
            machine.Facts.Where(fact => fact.Fact == "Tags").Select(fact => fact.RecordId));
        Wins(VMware with { Owner = "ops" }, Csv with { Owner = "dev" }, "Owner");
    }

    [Fact]
    public void A_record_that_is_there_goes_before_one_that_is_gone_and_a_live_one_before_an_import()
    {
        Assert.Equal("lin/1", From(LinkedMachine.Of([Seen(Linux), Seen(VMware, gone: true)]), "Cores"));
        Assert.Equal("lin/1", From(LinkedMachine.Of([Seen(Linux), Seen(RVTools, hours: 9)]), "Cores"));
        Assert.Equal("rvtools:v/1", From(LinkedMachine.Of([Seen(RVTools), Seen(Csv, hours: 9)]), "Cores"));
    }

    [Fact]
    public void Of_two_that_are_equally_precise_the_fresher_says_it_then_the_first_id()
    {
        Assert.Equal("vc/1", From(LinkedMachine.Of([Seen(HyperV), Seen(VMware, hours: 1)]), "Cores"));
        Assert.Equal("hv/1", From(LinkedMachine.Of([Seen(VMware), Seen(HyperV)]), "Cores"));
    }

    [Fact]
    public void A_fact_says_record_time_and_rule()
    {
        var facts = LinkedMachine.Of([Seen(VMware with { Firmware = Firmware.Uefi }, hours: 2)]).Facts;
        Assert.Contains(new FactSource("Firmware", "vc/1", Morning.AddHours(2), "M5"), facts);
        Assert.DoesNotContain(facts, fact => fact.Fact is "HostName" or "Disks" or "Tags");
    }

    [Fact]
    public void Every_fact_of_a_machine_has_a_rule()
    {
        string[] ofTheRecordThatStands = ["Id", "Source", "SourceKind", "IsTemplate", "IsPlaceholder"];
        Assert.Equal(
            typeof(Machine).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
                .Except(ofTheRecordThatStands).Except(["Tags"]).Order(),
            FactRule.All.Select(rule => rule.Fact).Where(fact => !fact.Contains('.', StringComparison.Ordinal))
            .Order());
    }

    [Fact]
    public void The_order_of_the_records_behind_the_first_changes_nothing() =>
        Projects.Machines.Any.Array[2, 5].Sample(machines =>
        {
            var records = machines.Select((machine, i) =>
                new MachineRecord(machine with { Id = $"s{i}/x" }, Morning.AddHours(i % 2), i % 3 == 1)).ToList();
            var other = records.Take(1).Concat(records.Skip(1).Reverse()).ToList();
            var (one, two) = (LinkedMachine.Of(records), LinkedMachine.Of(other));
            Assert.Equal(one.Facts.Where(fact => fact.Fact != "Tags"), two.Facts.Where(fact => fact.Fact != "Tags"));
            Assert.Equal(
                InventoryJson.Write(one.Machine with { Tags = VMware.Tags }),
                InventoryJson.Write(two.Machine with { Tags = VMware.Tags }));
        });

    private static void Wins(Machine winner, Machine loser, string fact)
    {
        foreach (var machine in new[] { Merged(winner, loser), Merged(loser, winner) })
        {
            Assert.Equal(winner.Id, From(machine, fact));
            var property = typeof(Machine).GetProperty(fact)!;
            if (fact != "OperatingSystem")
                Assert.Equal(property.GetValue(winner), property.GetValue(machine.Machine));
            else
                Assert.Equal(winner.OperatingSystem.DisplayName, machine.Machine.OperatingSystem.DisplayName);
        }
    }

    private static LinkedMachine Merged(params Machine[] machines) =>
        LinkedMachine.Of([.. machines.Select(machine => Seen(machine))]);

    private static MachineRecord Seen(Machine machine, int hours = 0, bool gone = false) =>
        new(machine, Morning.AddHours(hours), gone);

    private static string From(LinkedMachine machine, string fact) =>
        machine.Facts.Single(one => one.Fact == fact).RecordId;

    private static SortedDictionary<string, string> Tags(params (string Key, string Value)[] tags) =>
        new(tags.ToDictionary(tag => tag.Key, tag => tag.Value), StringComparer.Ordinal);

    private static MachineDisk Disk(string name, long gib) => new() { Name = name, CapacityBytes = gib << 30 };

    private static Machine Of(string id, SourceKind kind) => new()
    {
        Id = id, Source = id.Split('/')[0], SourceKind = kind, Name = "web", Cores = 2, MemoryMiB = 4096,
    };
}
