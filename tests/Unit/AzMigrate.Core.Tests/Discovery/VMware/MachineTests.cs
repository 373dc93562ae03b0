using System.Text.RegularExpressions;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class MachineTests
{
    [Fact]
    public async Task A_machine_has_all_that_the_server_tells()
    {
        var hardware = Regex.Match(Wire.Captured("Devices"),
            @"<name>config.hardware.device</name>\s*<val[^>]*>(.*?)</val>", RegexOptions.Singleline)
            .Groups[1].Value.Replace("VirtualDevice XMLSchema", "device XMLSchema", StringComparison.Ordinal)
            .Replace("</VirtualDevice>", "</device>", StringComparison.Ordinal)
            .Replace("XMLSchema-instance:type", "a:type", StringComparison.Ordinal);
        var estate = Estate.Of(1);
        estate.Machines["vm-0000"] = Estate.Machine(0)
            .Replace("<memoryMB>8192</memoryMB>", "<memoryMB>8192</memoryMB>" + hardware, StringComparison.Ordinal)
            + Estate.Property("config.firmware", "xsd:string", "efi")
            + Estate.Property("config.bootOptions", "VirtualMachineBootOptions",
                "<efiSecureBootEnabled>true</efiSecureBootEnabled>")
            + Estate.Property("config.createDate", "xsd:dateTime", "2026-11-22T17:24:21.680550394Z")
            + Estate.Property("config.annotation", "xsd:string", "secret note")
            + Estate.Property("runtime.powerState", "VirtualMachinePowerState", "poweredOn")
            + Estate.Property("guest.net", "ArrayOfGuestNicInfo", "<GuestNicInfo><network>Servers</network><ipAddress>10.1.2.3</ipAddress><deviceConfigId>4000</deviceConfigId></GuestNicInfo>")
            + Estate.Property("snapshot", "VirtualMachineSnapshotInfo",
                "<rootSnapshotList><id>1</id><childSnapshotList><id>2</id></childSnapshotList></rootSnapshotList>")
            + Estate.Reference("parent", "Folder", "group-v10") + Estate.Reference(
                "runtime.host", "HostSystem", "host-42")
            + Estate.Reference("resourcePool", "ResourcePool", "resgroup-81")
            + Estate.Property("datastore", "ArrayOfManagedObjectReference",
                """<ManagedObjectReference type="Datastore">/tmp/ds&amp;1@folder-5</ManagedObjectReference>""");

        var machine = await DiscoverAsync(estate);

        Assert.Equal("vc1/b4689bed-97f0-5bcd-8a4c-000000000000", machine.Id);
        Assert.Equal((4, 2, 8192L), (machine.Cores, machine.Sockets, machine.MemoryMiB));
        Assert.Equal((Firmware.Uefi, true, PowerState.On), (machine.Firmware, machine.SecureBoot, machine.PowerState));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 17, 24, 21, TimeSpan.Zero).AddTicks(6_805_503),
            machine.CreatedAt);
        Assert.Equal(2, machine.SnapshotCount);
        Assert.Null(machine.Notes);
        var place = machine.Placement;
        Assert.Equal(("esx1.example.com", "Cluster A", "DC/0", "Linux/Web", "Gold"),
            (place.Host, place.Cluster, place.Datacenter, place.Folder, place.ResourcePool));
        Assert.Equal(["LocalDS_0"], place.Datastores);
        var disk = Assert.Single(machine.Disks);
        Assert.Equal(("scsi0:0", 1024L * 1024, "VMware paravirtual SCSI", true),
            (disk.Name, disk.CapacityBytes, disk.Controller, disk.ThinProvisioned));
        Assert.Equal(("[LocalDS_0] DC0_H0_VM0/disk1.vmdk", "persistent", false, false),
            (disk.BackingPath, disk.Mode, disk.Shared, disk.RawDevice));
        var adapter = Assert.Single(machine.NetworkAdapters);
        Assert.Equal(("ethernet-0", "00:0c:29:36:63:62", "Servers", "E1000"),
            (adapter.Name, adapter.MacAddress, adapter.Network, adapter.AdapterType));
        Assert.Equal(["10.1.2.3"], adapter.IPAddresses);
    }

    [Theory]
    [InlineData("com.vmware.vim.eam", "cluster-agent", true)]
    [InlineData("com.vmware.vcDr", "placeholderVm", true)]
    [InlineData("com.vmware.vcDr-siteb", "placeholder", true)]
    [InlineData("com.vmware.vcDr", "testVm", false)]
    [InlineData("com.vmware.vcHms", "placeholder", false)]
    public async Task Stand_ins_and_a_clusters_own_agents_are_placeholders(string extension, string type, bool expected)
    {
        var estate = Estate.Of(1);
        estate.Machines["vm-0000"] = Estate.Machine(0) + Estate.Property(
            "config.managedBy", "ManagedByInfo", $"<extensionKey>{extension}</extensionKey><type>{type}</type>");

        Assert.Equal(expected, (await DiscoverAsync(estate)).IsPlaceholder);
    }

    [Fact]
    public async Task A_machine_that_is_older_than_its_date_of_creation_has_none()
    {
        var estate = Estate.Of(1);
        estate.Machines["vm-0000"] = Estate.Machine(0)
            + Estate.Property("config.createDate", "xsd:dateTime", "1970-01-01T00:00:00Z");

        Assert.Null((await DiscoverAsync(estate)).CreatedAt);
    }

    private static async Task<Machine> DiscoverAsync(Estate estate)
    {
        using var server = new SdkServer(estate.Answer);
        await using var source = VMwareSource.Open(Wire.Client(server));
        var machines = new List<Machine>();
        await foreach (var item in source.DiscoverAsync(
            new DiscoveryRequest { SourceName = "vc1" }, null, CancellationToken.None))
        {
            Assert.Null(item.Problem);
            machines.Add(item.Machine!);
        }
        return Assert.Single(machines);
    }
}
